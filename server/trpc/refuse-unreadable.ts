import { AppError } from "@/server/kernel/app-error";
import { scanJson } from "@/server/rest/json-scan";
import { errorFormatter } from "./error-formatter";
import { toTrpcError } from "./trpc-error";

/**
 * The refusal of a call whose input is no JSON, or holds what cannot be stored, as the HTTP API refuses it; `null` lets it
 * through. tRPC itself would take both for a failure of ours.
 */
export async function refuseUnreadable(request: Request): Promise<Response | null> {
  const input = await inputOf(request);
  if (input === null) return null;
  try {
    scanJson(input);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return refusal(error);
  }
}

/** A read may have no input; a write always has one. */
async function inputOf(request: Request): Promise<string | null> {
  if (request.method === "GET") return new URL(request.url).searchParams.get("input");
  return request.clone().text();
}

/** One answer for all calls of a batch, in the shape that tRPC's client reads. */
function refusal(cause: AppError): Response {
  const error = toTrpcError(cause);
  const data = { code: error.code, httpStatus: cause.status };
  const shape = errorFormatter({ shape: { message: error.message, code: -32600, data }, error });
  return Response.json({ error: shape }, { status: cause.status, headers: { "cache-control": "private, no-store" } });
}
