import type { FieldError } from "@/lib/contract/errors";
import { AppError, notFound } from "./app-error";

interface CallerView {
  /** Input fields that say what is addressed. */
  readonly addressFields: readonly string[];
  /** Where the caller wrote what the operation's input has at a pointer. */
  readonly toPointer: (pointer: string) => string;
}

/**
 * A refusal with pointers to where its caller wrote the fields. An address that no id can look like is answered as an absent
 * one, so that guessing ids teaches nothing (S1).
 */
export function pointedAtCaller(error: AppError, { addressFields, toPointer }: CallerView): AppError {
  if (error.errors.length === 0) return error;
  const isAddress = ({ pointer }: FieldError) => addressFields.some((name) => isAtOrBelow(pointer, name));
  const errors = error.errors
    .filter((field) => !isAddress(field))
    .map((field) => ({ ...field, pointer: toPointer(field.pointer) }));
  if (errors.length === 0) return notFound();
  const message = error.code === "invalid_input" ? invalidInputMessage(errors) : error.message;
  const { cause, extra, retryAfterSeconds } = error;
  return new AppError(error.code, message, {
    cause,
    extra,
    errors,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

export function invalidInputMessage(errors: readonly FieldError[]): string {
  const [first] = errors;
  const where = first === undefined || first.pointer === "" ? "" : ` at ${first.pointer}`;
  return `The request is not as it must be${where}: ${first?.detail ?? "see errors"}`;
}

export function isAtOrBelow(pointer: string, field: string): boolean {
  return pointer === `/${field}` || pointer.startsWith(`/${field}/`);
}
