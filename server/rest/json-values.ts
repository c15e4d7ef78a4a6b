import type { ErrorCode } from "@/lib/contract/errors";
import { AppError } from "@/server/kernel/app-error";
import { pointerStep } from "./json-pointer";

export const STRING_BYTES_MAX = 64 * 1024;

/** Assigning them through ordinary code would reach a prototype. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** In a `u` pattern pairs are one character, so only unpaired halves match. */
const LONE_SURROGATE = /\p{Surrogate}/u;

interface Open {
  readonly container: Record<string | number, unknown>;
  readonly pointer: string;
}

/**
 * Refuses values that parse but cannot be stored or trusted, naming the place, and turns -0 into 0 so that equal values
 * have equal hashes. Walks with a list of its own instead of recursion; `scanJson` has bounded the depth.
 */
export function checkJsonValues(root: unknown, unsafeIntegers: ReadonlySet<number>): unknown {
  const open: Open[] = [];
  const checked = checkValue({ value: root, pointer: () => "", unsafeIntegers, open });
  for (let at = open.pop(); at !== undefined; at = open.pop()) checkEntries(at, unsafeIntegers, open);
  return checked;
}

function checkEntries({ container, pointer }: Open, unsafeIntegers: ReadonlySet<number>, open: Open[]): void {
  if (Array.isArray(container)) {
    for (let index = 0; index < container.length; index += 1) {
      const at = () => pointer + pointerStep(index);
      container[index] = checkValue({ value: container[index], pointer: at, unsafeIntegers, open });
    }
    return;
  }
  for (const key of Object.keys(container)) {
    const at = () => pointer + pointerStep(key);
    checkKey(key, at);
    container[key] = checkValue({ value: container[key], pointer: at, unsafeIntegers, open });
  }
}

interface Value {
  readonly value: unknown;
  /** Built only when needed: most bodies are fine. */
  readonly pointer: () => string;
  readonly unsafeIntegers: ReadonlySet<number>;
  readonly open: Open[];
}

function checkValue({ value, pointer, unsafeIntegers, open }: Value): unknown {
  switch (typeof value) {
    case "string":
      checkText(value, pointer);
      return value;
    case "number":
      return checkNumber(value, pointer, unsafeIntegers);
    case "object":
      // JSON.parse made it: a plain object, an array or null.
      if (value !== null) open.push({ container: value as Open["container"], pointer: pointer() });
      return value;
    default:
      return value;
  }
}

function checkKey(key: string, pointer: () => string): void {
  if (FORBIDDEN_KEYS.has(key)) {
    throw refusal(
      "forbidden_key",
      "The keys __proto__, constructor and prototype are not allowed. Rename it.",
      pointer(),
    );
  }
  checkText(key, pointer);
}

function checkText(text: string, pointer: () => string): void {
  // A UTF-16 unit is at most three bytes, so short texts need no counting.
  if (text.length > STRING_BYTES_MAX / 3 && Buffer.byteLength(text) > STRING_BYTES_MAX) {
    throw refusal("invalid_input", "A text may have at most 64 KiB. Shorten it.", safePointer(pointer()));
  }
  if (text.includes("\u0000") || LONE_SURROGATE.test(text)) {
    const detail = "NUL (\\u0000) and unpaired surrogates cannot be stored. Remove them.";
    throw refusal("forbidden_character", detail, safePointer(pointer()));
  }
}

function checkNumber(value: number, pointer: () => string, unsafeIntegers: ReadonlySet<number>): number {
  if (!Number.isFinite(value)) {
    const detail = 'This number is too large for a double. Where infinities are meant, send the string "Infinity".';
    throw refusal("value_not_finite", detail, pointer());
  }
  if (unsafeIntegers.has(value)) {
    const detail = "Integers beyond 2^53 lose digits in JSON. Send a smaller one, or a string.";
    throw refusal("invalid_input", detail, pointer());
  }
  return value === 0 ? 0 : value;
}

/** A pointer may hold the very key that is refused; what goes back must be short and well formed. */
function safePointer(pointer: string): string {
  return pointer.replaceAll(/[\p{Surrogate}\0]/gu, "\uFFFD").slice(0, 512);
}

function refusal(code: ErrorCode, detail: string, pointer: string): AppError {
  return new AppError(code, detail, { errors: [{ pointer: pointer.slice(0, 512), code, detail }] });
}
