import { AppError } from "@/server/kernel/app-error";
import { checkKey, checkNumber, checkText, STRING_BYTES_MAX } from "./json-limits";
import { pointerStep } from "./json-pointer";

/** Deeper bodies overflow the stack of later stages (`JSON.stringify`, zod, PostgreSQL) and mean nothing here. */
export const BODY_DEPTH_MAX = 32;

export interface JsonScan {
  /** A number of the text is -0, or so small a negative one that it becomes -0. */
  readonly hasNegativeZero: boolean;
}

/**
 * Walks over a JSON text without recursion and without building anything, before `JSON.parse` sees it. It refuses what
 * `JSON.parse` would accept silently (nesting without bound, a key twice in one object, values that cannot be stored or
 * trusted), naming the place, and gives the position of a syntax error, which Node's own message often lacks. Works on
 * character codes: the largest body must take milliseconds.
 */
export function scanJson(text: string): JsonScan {
  const scan = startScan(text);
  for (skipSpace(scan); scan.position < text.length; skipSpace(scan)) step(scan, text.charCodeAt(scan.position));
  if (scan.expect !== "nothing more") throw syntaxError(scan);
  return scan;
}

function startScan(text: string): Scan {
  const scan: Scan = {
    text,
    position: 0,
    depth: 0,
    keys: [],
    steps: [],
    pointer: () => pointerTo(scan),
    hasNegativeZero: false,
    expect: "value",
  };
  return scan;
}

type Expectation = "value" | "value or ]" | "key" | "key or }" | ":" | ", or the end" | "nothing more";

/** The keys of an object so far; a set only from the second on, since most bodies are many small objects. */
type Keys = Set<string> | string | undefined;
const ARRAY = Symbol("array");

interface Scan {
  readonly text: string;
  position: number;
  depth: number;
  /** By depth: what is open there. */
  readonly keys: (Keys | typeof ARRAY)[];
  /** By depth: the key or index of the entry that is being read. */
  readonly steps: (string | number)[];
  /** To the entry that is being read. */
  readonly pointer: () => string;
  hasNegativeZero: boolean;
  expect: Expectation;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

function step(scan: Scan, code: number): void {
  const { expect } = scan;
  if (expect === ", or the end") afterValue(scan, code);
  else if (expect === "value or ]" && code === CLOSE_ARRAY) close(scan);
  else if (expect === "key or }" && code === CLOSE_OBJECT) close(scan);
  else if (expect === "value" || expect === "value or ]") value(scan, code);
  else if (expect === "key" || expect === "key or }") key(scan, code);
  else if (expect === ":") punctuation(scan, code === COLON, "value");
  else throw syntaxError(scan);
}

function value(scan: Scan, code: number): void {
  if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
    open(scan, code === OPEN_ARRAY);
    return;
  }
  if (code === QUOTE) string(scan);
  else if (code === MINUS || isDigit(code)) number(scan);
  else literal(scan);
  valueEnded(scan);
}

function open(scan: Scan, isArray: boolean): void {
  if (scan.depth === BODY_DEPTH_MAX) {
    throw new AppError("body_too_deep", `The body is nested more than ${BODY_DEPTH_MAX} levels deep. Flatten it.`);
  }
  scan.keys[scan.depth] = isArray ? ARRAY : undefined;
  scan.steps[scan.depth] = 0;
  scan.depth += 1;
  scan.position += 1;
  scan.expect = isArray ? "value or ]" : "key or }";
}

function close(scan: Scan): void {
  scan.depth -= 1;
  scan.position += 1;
  valueEnded(scan);
}

function valueEnded(scan: Scan): void {
  scan.expect = scan.depth === 0 ? "nothing more" : ", or the end";
}

function afterValue(scan: Scan, code: number): void {
  const entry = scan.depth - 1;
  const isArray = scan.keys[entry] === ARRAY;
  if (code === (isArray ? CLOSE_ARRAY : CLOSE_OBJECT)) {
    close(scan);
    return;
  }
  punctuation(scan, code === COMMA, isArray ? "value" : "key");
  if (isArray) scan.steps[entry] = Number(scan.steps[entry]) + 1;
}

function punctuation(scan: Scan, isThere: boolean, next: Expectation): void {
  if (!isThere) throw syntaxError(scan);
  scan.position += 1;
  scan.expect = next;
}

function key(scan: Scan, code: number): void {
  if (code !== QUOTE) throw syntaxError(scan);
  const start = scan.position;
  const name = string(scan);
  scan.steps[scan.depth - 1] = name;
  checkKey(name, scan.pointer);
  remember(scan, name, start);
  scan.expect = ":";
}

function remember(scan: Scan, name: string, start: number): void {
  const entry = scan.depth - 1;
  const keys = scan.keys[entry];
  if (keys === name || (keys instanceof Set && keys.has(name))) {
    const detail = `A key appears twice in one object, ${place(scan.text, start)}. Keep one of them.`;
    throw new AppError("malformed_json", detail, { extra: { position: start } });
  }
  if (keys instanceof Set) keys.add(name);
  else scan.keys[entry] = typeof keys === "string" ? new Set([keys, name]) : name;
}

/** Moves behind the closing quote and gives what the string says. */
function string(scan: Scan): string {
  const start = scan.position;
  const escaped = skipString(scan);
  const raw = scan.text.slice(start + 1, scan.position - 1);
  const text = escaped ? String(JSON.parse(`"${raw}"`)) : raw;
  // The text came as valid UTF-8: only escapes can bring a NUL or half a pair. A UTF-16 unit is at most three bytes.
  if (escaped || raw.length > STRING_BYTES_MAX / 3) checkText(text, scan.pointer);
  return text;
}

/** True when the string holds escapes. */
function skipString(scan: Scan): boolean {
  const { text } = scan;
  let escaped = false;
  for (scan.position += 1; scan.position < text.length; scan.position += 1) {
    const code = text.charCodeAt(scan.position);
    if (code === QUOTE) {
      scan.position += 1;
      return escaped;
    }
    if (code < 0x20) throw syntaxError(scan);
    if (code === BACKSLASH) {
      escaped = true;
      scan.position += escapeLength(scan) - 1;
    }
  }
  throw syntaxError(scan);
}

const UNICODE_ESCAPE = /u[0-9a-fA-F]{4}/y;

function escapeLength(scan: Scan): number {
  if ('"\\/bfnrt'.includes(scan.text[scan.position + 1] ?? "?")) return 2;
  UNICODE_ESCAPE.lastIndex = scan.position + 1;
  if (!UNICODE_ESCAPE.test(scan.text)) throw syntaxError(scan);
  return 6;
}

function literal(scan: Scan): void {
  for (const word of ["true", "false", "null"]) {
    if (!scan.text.startsWith(word, scan.position)) continue;
    scan.position += word.length;
    return;
  }
  throw syntaxError(scan);
}

function number(scan: Scan): void {
  const start = scan.position;
  if (scan.text.charCodeAt(start) === MINUS) scan.position += 1; // a minus alone fails in digits()
  if (scan.text.charCodeAt(scan.position) === ZERO) scan.position += 1;
  else digits(scan);
  const isInteger = !fractionOrExponent(scan);
  // Only these can be infinite, unsafe (2^53 has sixteen digits) or -0; the rest needs no conversion.
  const isShortInteger = isInteger && scan.position - start < 16;
  if (isShortInteger && scan.text.charCodeAt(start) !== MINUS) return;
  const value = Number(scan.text.slice(start, scan.position));
  checkNumber(value, isInteger, scan.pointer);
  if (Object.is(value, -0)) scan.hasNegativeZero = true;
}

function fractionOrExponent(scan: Scan): boolean {
  const start = scan.position;
  if (scan.text.charCodeAt(scan.position) === POINT) {
    scan.position += 1;
    digits(scan);
  }
  if ((scan.text.charCodeAt(scan.position) | 0x20) === 0x65) {
    scan.position += 1;
    const sign = scan.text[scan.position];
    if (sign === "+" || sign === "-") scan.position += 1;
    digits(scan);
  }
  return scan.position > start;
}

function digits(scan: Scan): void {
  const start = scan.position;
  while (isDigit(scan.text.charCodeAt(scan.position))) scan.position += 1;
  if (scan.position === start) throw syntaxError(scan);
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** What goes back must be short and well formed, even when the very key is refused. */
function pointerTo(scan: Scan): string {
  const steps = scan.steps.slice(0, scan.depth).map((step) => {
    const shown = typeof step === "string" ? step.slice(0, 128).replaceAll(/[\p{Surrogate}\0]/gu, "\uFFFD") : step;
    return pointerStep(shown);
  });
  return steps.join("");
}

function skipSpace(scan: Scan): void {
  for (; scan.position < scan.text.length; scan.position += 1) {
    const code = scan.text.charCodeAt(scan.position);
    if (code > 0x20 || (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09)) return;
  }
}

function syntaxError(scan: Scan): AppError {
  const position = Math.min(scan.position, scan.text.length);
  const found = position === scan.text.length ? "it ends" : "something else stands";
  // "-Infinity" fails behind its minus.
  const hint = /^(?:NaN|-?Infinity)/.test(scan.text.slice(position, position + 9))
    ? ' JSON has no NaN and no infinities: send the strings "NaN", "Infinity" or "-Infinity".'
    : "";
  return new AppError(
    "malformed_json",
    `The body is not valid JSON: ${scan.expect} was expected where ${found}, ${place(scan.text, position)}.${hint}`,
    { extra: { position } },
  );
}

function place(text: string, position: number): string {
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  return `at line ${line}, column ${position - before.lastIndexOf("\n")} (position ${position})`;
}
