import { errorCatalog } from "@/lib/contract/errors";
import type { JsonSchema } from "./openapi-schemas";

/** RFC 9457 with our members, as `problemReply` writes it. */
export const problemSchema: JsonSchema = {
  type: "object",
  description: "RFC 9457 problem. Decide by `code`; `detail` is for people and may change.",
  properties: {
    type: { type: "string", format: "uri", description: "A page about this kind of problem." },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What is wrong here, and what to do." },
    code: { type: "string", enum: Object.keys(errorCatalog) },
    request_id: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: {
          pointer: { type: "string", description: "RFC 6901 pointer into the body, or /query/… for a query field." },
          code: { type: "string" },
          detail: { type: "string" },
        },
        required: ["pointer", "code", "detail"],
      },
    },
  },
  required: ["type", "title", "status", "detail", "code", "request_id"],
};
