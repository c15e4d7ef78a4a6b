/** Where a filter could not be read: the position counts characters from 1, as editors do. */
export class FilterProblem extends Error {
  constructor(
    readonly position: number,
    message: string,
  ) {
    super(message);
  }
}

export interface FilterToken {
  readonly kind: "word" | "text" | "number" | "symbol" | "end";
  /** What it says, without quotes. */
  readonly text: string;
  readonly position: number;
  /** Where the next token would stand if nothing came between. */
  readonly end: number;
}

const PATTERNS: readonly (readonly [FilterToken["kind"], RegExp])[] = [
  ["number", /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z0-9_])|[+-]Infinity\b/y],
  ["word", /[A-Za-z_][A-Za-z0-9_.:/-]*/y],
  ["symbol", /<=|>=|!=|==|<>|[<>=(),]/y],
  ["text", /"(?:[^"\\]|\\["\\])*"|'(?:[^'\\]|\\['\\])*'/y],
];

/** Splits a filter into words, numbers, quoted texts and symbols. */
export function filterTokens(source: string): readonly FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = skipSpace(source, 0);
  while (at < source.length) {
    const token = tokenAt(source, at);
    tokens.push(token);
    at = skipSpace(source, token.end);
  }
  tokens.push({ kind: "end", text: "", position: source.length + 1, end: source.length });
  return tokens;
}

function skipSpace(source: string, from: number): number {
  let at = from;
  while (at < source.length && /\s/.test(source.charAt(at))) at += 1;
  return at;
}

function tokenAt(source: string, at: number): FilterToken {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found === undefined) continue;
    const text = kind === "text" ? found.slice(1, -1).replaceAll(/\\(.)/g, "$1") : found;
    return { kind, text, position: at + 1, end: at + found.length };
  }
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (character === '"' || character === "'") throw new FilterProblem(at + 1, "The quotation mark is not closed.");
  throw new FilterProblem(at + 1, `${character} has no meaning here. Put texts in quotation marks.`);
}
