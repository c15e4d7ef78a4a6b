import type { ErrorCode } from "@/lib/contract/errors";
import { AppError } from "@/server/kernel/app-error";

export const STRING_BYTES_MAX = 64 * 1024;

/** Assigning them through ordinary code would reach a prototype. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** In a `u` pattern pairs are one character, so only unpaired halves match. */
const UNSTORABLE = /[\p{Surrogate}\0]/u;

/** Where a value stands, put together only for what is refused: a body may hold half a million values. */
type Pointer = () => string;

export function checkKey(key: string, pointer: Pointer): void {
  if (!FORBIDDEN_KEYS.has(key)) return;
  throw refusal("forbidden_key", "The keys __proto__, constructor and prototype are not allowed. Rename it.", pointer);
}

export function checkText(text: string, pointer: Pointer): void {
  if (Buffer.byteLength(text) > STRING_BYTES_MAX) {
    throw refusal("invalid_input", "A text may have at most 64 KiB. Shorten it.", pointer);
  }
  if (UNSTORABLE.test(text)) {
    throw refusal("forbidden_character", "NUL and unpaired surrogates cannot be stored. Remove them.", pointer);
  }
}

/** `1e300` is a fine double; an integer literal beyond 2^53 would silently become its neighbour. */
export function checkNumber(value: number, isIntegerLiteral: boolean, pointer: Pointer): void {
  if (!Number.isFinite(value)) {
    const detail = 'This number is too large for a double. Where infinities are meant, send the string "Infinity".';
    throw refusal("value_not_finite", detail, pointer);
  }
  if (isIntegerLiteral && !Number.isSafeInteger(value)) {
    const detail = "Integers beyond 2^53 lose digits in JSON. Send a smaller one, or a string.";
    throw refusal("invalid_input", detail, pointer);
  }
}

function refusal(code: ErrorCode, detail: string, pointer: Pointer): AppError {
  return new AppError(code, detail, { errors: [{ pointer: pointer(), code, detail }] });
}
