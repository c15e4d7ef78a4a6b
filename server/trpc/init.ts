import { initTRPC, type TRPCError } from "@trpc/server";
import type { ErrorCode } from "@/lib/contract/errors";
import { AppError } from "@/server/kernel/app-error";
import type { TrpcContext } from "./create-trpc-context";
import { toTrpcError } from "./trpc-error";

const t = initTRPC.context<TrpcContext>().create({
  isDev: false, // no stack ever leaves the process, whatever NODE_ENV says
  sse: {
    // Proxies close silent connections; the client reconnects when it hears nothing for three pings.
    ping: { enabled: true, intervalMs: 5_000 },
    client: { reconnectAfterInactivityMs: 16_000 },
  },
  errorFormatter({ shape, error }) {
    const cause = error.cause;
    const appCode: ErrorCode = cause instanceof AppError ? cause.code : unexpectedCode(error);
    return {
      ...shape,
      message: cause instanceof AppError ? cause.message : genericMessage(appCode),
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        appCode,
        fields: cause instanceof AppError ? cause.errors : [],
      },
    };
  },
});

export const router = t.router;

/** The one procedure there is: refusals of services become tRPC errors that keep their code and message. */
export const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok || result.error.cause === undefined) return result;
  throw toTrpcError(result.error.cause);
});

function unexpectedCode(error: TRPCError): ErrorCode {
  if (error.code === "NOT_FOUND") return "not_found";
  return error.code === "BAD_REQUEST" || error.code === "PARSE_ERROR" ? "malformed_request" : "internal";
}

function genericMessage(code: ErrorCode): string {
  if (code === "internal") return "Something broke on our side. Try again; if it stays, tell your operator the time.";
  return code === "not_found" ? "There is nothing here." : "The request is malformed. Reload the page.";
}
