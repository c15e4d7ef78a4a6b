import type { TRPCDefaultErrorShape, TRPCError } from "@trpc/server";
import type { ErrorCode, FieldError } from "@/lib/contract/errors";
import { AppError } from "@/server/kernel/app-error";

interface Refusal {
  readonly shape: TRPCDefaultErrorShape;
  readonly error: TRPCError;
}

/** What a page learns of a refusal: the code, the message and the fields; never a stack, SQL or a path (S21). */
export function errorFormatter({ shape, error }: Refusal) {
  const { cause } = error;
  const appCode: ErrorCode = cause instanceof AppError ? cause.code : unexpectedCode(error);
  const fields: readonly FieldError[] = cause instanceof AppError ? cause.errors : [];
  return {
    ...shape,
    message: cause instanceof AppError ? cause.message : genericMessage(appCode),
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, appCode, fields },
  };
}

function unexpectedCode(error: TRPCError): ErrorCode {
  if (error.code === "NOT_FOUND") return "not_found";
  return error.code === "BAD_REQUEST" || error.code === "PARSE_ERROR" ? "malformed_request" : "internal";
}

function genericMessage(code: ErrorCode): string {
  if (code === "internal") return "Something broke on our side. Try again; if it stays, tell your operator the time.";
  return code === "not_found" ? "There is nothing here." : "The request is malformed. Reload the page.";
}
