import { TRPCError } from "@trpc/server";
import { AppError } from "@/server/kernel/app-error";

type TrpcCode = ConstructorParameters<typeof TRPCError>[0]["code"];

const codeByStatus: Readonly<Record<number, TrpcCode>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  412: "PRECONDITION_FAILED",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
};

/** An AppError travels as the cause, from which the error formatter takes code, message and fields. */
export function toTrpcError(cause: unknown): TRPCError {
  if (cause instanceof AppError) {
    return new TRPCError({
      code: codeByStatus[cause.status] ?? "INTERNAL_SERVER_ERROR",
      message: cause.message,
      cause,
    });
  }
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
}
