import { z } from "zod";
import { type ErrorCode, errorCatalog } from "./errors";

const codes = Object.keys(errorCatalog) as [ErrorCode, ...ErrorCode[]]; // a catalogue that is never empty, by its own keys

/** RFC 9457 with our members. A code may add more, e.g. the stored result to `already_told`. */
export const Problem = z
  .looseObject({
    type: z.string().meta({ format: "uri", description: "A page about this kind of problem." }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "What is wrong here, and what to do." }),
    code: z.enum(codes),
    request_id: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: "RFC 6901 pointer into the body, or /query/… for a query field." }),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem. Decide by `code`; `detail` is for people and may change." });
export type Problem = z.infer<typeof Problem>;
