import { errorCatalog } from "@/lib/contract/errors";
import type { Problem } from "@/lib/contract/problem";
import type { AppError } from "./app-error";

interface ProblemContext {
  readonly requestId: string;
  /** Where the installation is reached, without a slash at the end; problem types live below it. */
  readonly publicUrl: string;
}

/** An RFC 9457 problem document. The order of members is fixed: equal refusals are equal bytes (S1). */
export function problemOf(error: AppError, { requestId, publicUrl }: ProblemContext): Problem {
  return {
    ...error.extra,
    type: `${publicUrl}/docs/errors/${error.code}`,
    title: errorCatalog[error.code].title,
    status: error.status,
    detail: error.message,
    code: error.code,
    request_id: requestId,
    ...(error.errors.length > 0 ? { errors: [...error.errors] } : {}),
  };
}
