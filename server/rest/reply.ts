import type { AppError } from "@/server/kernel/app-error";
import { problemOf } from "@/server/kernel/problem";

/** On every answer of the API: nobody in between may keep it (S25), and no browser may guess another type. */
export const STANDARD_HEADERS = {
  "Cache-Control": "private, no-store",
  "X-Content-Type-Options": "nosniff",
} as const;

export interface ReplyContext {
  readonly requestId: string;
  /** Where the installation is reached, without a slash at the end; problem types live below it. */
  readonly publicUrl: string;
}

interface JsonReply {
  readonly status: number;
  readonly body: unknown;
  readonly requestId: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function jsonReply({ status, body, requestId, headers }: JsonReply): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...STANDARD_HEADERS, "Content-Type": "application/json", "X-Request-Id": requestId, ...headers },
  });
}

export function problemReply(error: AppError, context: ReplyContext, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problemOf(error, context)), {
    status: error.status,
    headers: {
      ...STANDARD_HEADERS,
      "Content-Type": "application/problem+json",
      "X-Request-Id": context.requestId,
      ...(error.retryAfterSeconds === undefined ? {} : { "Retry-After": String(Math.ceil(error.retryAfterSeconds)) }),
      ...(error.status === 401 ? { "WWW-Authenticate": 'Bearer realm="tellus"' } : {}),
      // What is left of a refused body is not worth reading, so the connection cannot be used again.
      ...(error.status === 413 ? { Connection: "close" } : {}),
      ...headers,
    },
  });
}
