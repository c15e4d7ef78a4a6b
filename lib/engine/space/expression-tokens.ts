/** Splits a constraint's text into tokens. */
export interface Token {
  readonly kind: "number" | "name" | "quoted" | "word" | "symbol" | "end";
  readonly text: string;
  /** Position in the text, from 0. */
  readonly at: number;
}

/** What is wrong with a constraint's text, and where. */
export class ExpressionError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const TOKENS_MAX = 1_000;
const WORDS = new Set(["and", "or", "not"]);
// Sticky and without nested repetition: time is linear in the text.
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/y;
const QUOTED = /`([^`]*)`/y;
const SYMBOL = /\*\*|<=|>=|==|!=|[-+*/%<>(),]/y;
const SPACE = /[ \t\r\n]+/y;

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const space = match(SPACE, source, at);
    if (space) at += space[0].length;
    if (at >= source.length) break;
    const token = tokenAt(source, at);
    tokens.push(token);
    at += token.kind === "quoted" ? token.text.length + 2 : token.text.length;
    if (tokens.length > TOKENS_MAX) throw new ExpressionError(`has more than ${TOKENS_MAX} parts`, at);
  }
  tokens.push({ kind: "end", text: "", at: source.length });
  return tokens;
}

function tokenAt(source: string, at: number): Token {
  const number = match(NUMBER, source, at);
  if (number) return numberToken(number[0], at);
  const quoted = match(QUOTED, source, at);
  if (quoted) return { kind: "quoted", text: quoted[1] ?? "", at };
  const name = match(NAME, source, at);
  if (name) return { kind: WORDS.has(name[0]) ? "word" : "name", text: name[0], at };
  const symbol = match(SYMBOL, source, at);
  if (symbol) return { kind: "symbol", text: symbol[0], at };
  throw new ExpressionError(`does not understand "${source.slice(at, at + 10)}"`, at);
}

function numberToken(text: string, at: number): Token {
  if (!Number.isFinite(Number(text))) throw new ExpressionError(`${text} is too large`, at);
  return { kind: "number", text, at };
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}
