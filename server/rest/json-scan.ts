import { AppError } from "@/server/kernel/app-error";

/** Deeper bodies overflow the stack of later stages (`JSON.stringify`, zod, PostgreSQL) and mean nothing here. */
export const BODY_DEPTH_MAX = 32;

export interface JsonScan {
  /** Values of integer literals that a double cannot hold; `1e300` is a fine double and not among them. */
  readonly unsafeIntegers: ReadonlySet<number>;
}

/**
 * Walks over a JSON text without recursion and without building anything, before `JSON.parse` sees it. It refuses what
 * `JSON.parse` would accept silently (nesting without bound, a key twice in one object) and gives the position of a
 * syntax error, which Node's own message often lacks.
 */
export function scanJson(text: string): JsonScan {
  const scan: Scan = { text, position: 0, open: [], unsafeIntegers: new Set(), expect: "value" };
  for (skipSpace(scan); scan.position < text.length; skipSpace(scan)) step(scan);
  if (scan.expect !== "nothing") throw syntaxError(scan);
  return scan;
}

type Expectation = "value" | "value or ]" | "key" | "key or }" | ":" | ", or the end" | "nothing";

interface Scan {
  readonly text: string;
  position: number;
  /** Open containers: the keys seen so far for an object, null for an array. */
  readonly open: (Set<string> | null)[];
  readonly unsafeIntegers: Set<number>;
  expect: Expectation;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function step(scan: Scan): void {
  const character = scan.text[scan.position];
  const closing = scan.expect === "value or ]" ? "]" : scan.expect === "key or }" ? "}" : undefined;
  if (closing !== undefined && character === closing) close(scan);
  else if (scan.expect === "value" || scan.expect === "value or ]") value(scan, character);
  else if (scan.expect === "key" || scan.expect === "key or }") key(scan, character);
  else if (scan.expect === ":") punctuation(scan, character === ":", "value");
  else if (scan.expect === ", or the end") afterValue(scan, character);
  else throw syntaxError(scan);
}

function value(scan: Scan, character: string | undefined): void {
  if (character === "{" || character === "[") {
    open(scan, character);
    return;
  }
  if (character === '"') string(scan);
  else if (!literal(scan) && !number(scan)) throw syntaxError(scan);
  valueEnded(scan);
}

function open(scan: Scan, character: "{" | "["): void {
  if (scan.open.length === BODY_DEPTH_MAX) {
    throw new AppError("body_too_deep", `The body is nested more than ${BODY_DEPTH_MAX} levels deep. Flatten it.`);
  }
  scan.open.push(character === "{" ? new Set() : null);
  scan.position += 1;
  scan.expect = character === "{" ? "key or }" : "value or ]";
}

function close(scan: Scan): void {
  scan.open.pop();
  scan.position += 1;
  valueEnded(scan);
}

function valueEnded(scan: Scan): void {
  scan.expect = scan.open.length === 0 ? "nothing" : ", or the end";
}

function afterValue(scan: Scan, character: string | undefined): void {
  const keys = scan.open.at(-1);
  if (character === (keys ? "}" : "]")) close(scan);
  else punctuation(scan, character === ",", keys ? "key" : "value");
}

function punctuation(scan: Scan, isThere: boolean, next: Expectation): void {
  if (!isThere) throw syntaxError(scan);
  scan.position += 1;
  scan.expect = next;
}

function key(scan: Scan, character: string | undefined): void {
  if (character !== '"') throw syntaxError(scan);
  const start = scan.position;
  const escaped = string(scan);
  const raw = scan.text.slice(start + 1, scan.position - 1);
  const name = escaped ? String(JSON.parse(`"${raw}"`)) : raw;
  const keys = scan.open.at(-1);
  if (keys?.has(name)) {
    throw new AppError(
      "malformed_json",
      `A key appears twice in one object, ${place(scan.text, start)}. Keep one of them.`,
    );
  }
  keys?.add(name);
  scan.expect = ":";
}

/** Moves behind the closing quote; true when the string holds escapes. */
function string(scan: Scan): boolean {
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

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

function escapeLength(scan: Scan): number {
  ESCAPE.lastIndex = scan.position;
  const match = ESCAPE.exec(scan.text);
  if (match === null) throw syntaxError(scan);
  return match[0].length;
}

const LITERAL = /true|false|null/y;

function literal(scan: Scan): boolean {
  LITERAL.lastIndex = scan.position;
  if (!LITERAL.test(scan.text)) return false;
  scan.position = LITERAL.lastIndex;
  return true;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

function number(scan: Scan): boolean {
  NUMBER.lastIndex = scan.position;
  const match = NUMBER.exec(scan.text);
  if (match === null) return false;
  const [digits, fraction, exponent] = match;
  // 2^53 has sixteen digits: shorter literals need no conversion.
  if (
    digits.length >= 16 &&
    fraction === undefined &&
    exponent === undefined &&
    !Number.isSafeInteger(Number(digits))
  ) {
    scan.unsafeIntegers.add(Number(digits));
  }
  scan.position = NUMBER.lastIndex;
  return true;
}

function skipSpace(scan: Scan): void {
  for (; scan.position < scan.text.length; scan.position += 1) {
    const code = scan.text.charCodeAt(scan.position);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
  }
}

function syntaxError(scan: Scan): AppError {
  const found = scan.position >= scan.text.length ? "the body ends" : "something else stands";
  const expected = scan.expect === "nothing" ? "nothing more" : scan.expect;
  const hint = /^(NaN|-?Infinity)/.test(scan.text.slice(scan.position, scan.position + 9))
    ? ' JSON has no NaN and no infinities: send the strings "NaN", "Infinity" or "-Infinity".'
    : "";
  return new AppError(
    "malformed_json",
    `The body is not valid JSON: ${expected} was expected where ${found}, ${place(scan.text, scan.position)}.${hint}`,
    { extra: { position: Math.min(scan.position, scan.text.length) } },
  );
}

function place(text: string, position: number): string {
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  return `at line ${line}, column ${position - before.lastIndexOf("\n")} (position ${position})`;
}
