import { AppError } from "@/server/kernel/app-error";
import { asAppError } from "@/server/kernel/unexpected";
import { RequestAborted } from "./body";

/** Any thrown thing as a refusal the caller may see. */
export function toAppError(error: unknown): AppError {
  if (!(error instanceof RequestAborted)) return asAppError(error);
  return new AppError("malformed_request", "The body ended before its announced length.", { cause: error });
}
