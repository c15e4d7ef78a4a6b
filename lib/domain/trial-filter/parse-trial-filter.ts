import { fieldOfWord, isOrdered, literalProblem, quotedField } from "./filter-field";
import { FilterProblem, type FilterToken, filterTokens } from "./filter-tokens";
import {
  FILTER_LENGTH_MAX,
  type FilterField,
  type FilterLiteral,
  type FilterOperator,
  type TrialFilter,
} from "./trial-filter";

export type ParsedFilter =
  | { readonly kind: "filter"; readonly filter: TrialFilter }
  /** Nothing was written: every trial. */
  | { readonly kind: "empty" }
  | { readonly kind: "problem"; readonly position: number; readonly message: string };

const TERMS_MAX = 100;
const DEPTH_MAX = 16;

/**
 * Reads `state in (completed, pruned) and params.lr < 0.01 and values.loss < 1`. `not` binds tightest, then `and`, then
 * `or`; a problem says where it is.
 */
export function parseTrialFilter(source: string): ParsedFilter {
  if (source.length > FILTER_LENGTH_MAX) {
    return { kind: "problem", position: FILTER_LENGTH_MAX + 1, message: `At most ${FILTER_LENGTH_MAX} characters.` };
  }
  try {
    const reader = new Reader(filterTokens(source));
    if (reader.isAtEnd()) return { kind: "empty" };
    const filter = anyOf(reader, 0);
    if (!reader.isAtEnd()) reader.refuse("Expected and, or, or the end.");
    return { kind: "filter", filter };
  } catch (problem) {
    if (!(problem instanceof FilterProblem)) throw problem;
    return { kind: "problem", position: problem.position, message: problem.message };
  }
}

class Reader {
  private index = 0;
  private terms = 0;

  constructor(private readonly tokens: readonly FilterToken[]) {}

  get next(): FilterToken {
    const token = this.tokens[this.index] ?? this.tokens.at(-1);
    if (token === undefined) throw new Error("a token list ends with its end");
    return token;
  }

  isAtEnd(): boolean {
    return this.next.kind === "end";
  }

  take(): FilterToken {
    const token = this.next;
    this.index += 1;
    return token;
  }

  /** Takes the next token if it is this keyword or symbol. Keywords are case-insensitive, as in SQL. */
  takes(text: string): boolean {
    const token = this.next;
    if ((token.kind !== "word" && token.kind !== "symbol") || token.text.toLowerCase() !== text) return false;
    this.index += 1;
    return true;
  }

  countTerm(): void {
    this.terms += 1;
    if (this.terms > TERMS_MAX) this.refuse(`A filter holds at most ${TERMS_MAX} comparisons and values.`);
  }

  refuse(message: string): never {
    throw new FilterProblem(this.next.position, message);
  }
}

function anyOf(reader: Reader, depth: number): TrialFilter {
  const parts = [allOf(reader, depth)];
  while (reader.takes("or")) parts.push(allOf(reader, depth));
  return joined("or", parts);
}

function allOf(reader: Reader, depth: number): TrialFilter {
  const parts = [factor(reader, depth)];
  while (reader.takes("and")) parts.push(factor(reader, depth));
  return joined("and", parts);
}

function joined(type: "and" | "or", parts: readonly TrialFilter[]): TrialFilter {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { type, parts };
}

function factor(reader: Reader, depth: number): TrialFilter {
  if (depth > DEPTH_MAX) reader.refuse(`Nested more than ${DEPTH_MAX} deep.`);
  if (reader.takes("not")) return { type: "not", part: factor(reader, depth + 1) };
  if (!reader.takes("(")) return comparison(reader);
  const inner = anyOf(reader, depth + 1);
  if (!reader.takes(")")) reader.refuse("Expected ) here.");
  return inner;
}

function comparison(reader: Reader): TrialFilter {
  reader.countTerm();
  const field = readField(reader);
  if (reader.takes("is")) return setTest(reader, field);
  if (reader.takes("in")) return { type: "in", field, literals: readList(reader, field) };
  if (reader.takes("not")) {
    if (!reader.takes("in")) reader.refuse("Expected in after not.");
    return { type: "not", part: { type: "in", field, literals: readList(reader, field) } };
  }
  const operator = readOperator(reader, field);
  const at = reader.next;
  const literal = readLiteral(reader, field);
  if (operator !== "=" && operator !== "!=" && (typeof literal !== "number" || Number.isNaN(literal))) {
    throw new FilterProblem(at.position, `${operator} compares with a number.`);
  }
  return { type: "compare", field, operator, literal };
}

function readField(reader: Reader): FilterField {
  const word = reader.take();
  if (word.kind !== "word") throw new FilterProblem(word.position, "Expected a field, as params.lr or state.");
  const field = fieldOfWord(word);
  if (field !== null) return field;
  const name = reader.take();
  if (name.kind !== "text" || name.position !== word.end + 1 || name.text === "") {
    throw new FilterProblem(word.position, `Expected a name right behind ${word.text}`);
  }
  return quotedField(word, name);
}

function setTest(reader: Reader, field: FilterField): TrialFilter {
  const negated = reader.takes("not");
  if (!reader.takes("set")) reader.refuse("Expected set or not set after is.");
  return negated ? { type: "not", part: { type: "set", field } } : { type: "set", field };
}

const OPERATORS: Readonly<Record<string, FilterOperator>> = {
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  "=": "=",
  "==": "=",
  "!=": "!=",
  "<>": "!=",
};

function readOperator(reader: Reader, field: FilterField): FilterOperator {
  const token = reader.next;
  const operator = token.kind === "symbol" ? OPERATORS[token.text] : undefined;
  if (operator === undefined) reader.refuse("Expected a comparison: < <= > >= = != in, is set.");
  if (operator !== "=" && operator !== "!=" && !isOrdered(field)) {
    reader.refuse(`${field.kind} has no order. Compare it with =, != or in (…).`);
  }
  reader.take();
  return operator;
}

function readList(reader: Reader, field: FilterField): readonly FilterLiteral[] {
  if (!reader.takes("(")) reader.refuse("Expected ( and a list of values.");
  const literals: FilterLiteral[] = [];
  do {
    reader.countTerm();
    literals.push(readLiteral(reader, field));
  } while (reader.takes(","));
  if (!reader.takes(")")) reader.refuse("Expected , or ) here.");
  return literals;
}

const WORDS: Readonly<Record<string, FilterLiteral>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
};

function readLiteral(reader: Reader, field: FilterField): FilterLiteral {
  const token = reader.take();
  const literal = literalOf(token);
  if (literal === undefined) throw new FilterProblem(token.position, "Expected a value here.");
  const problem = literalProblem(field, literal);
  if (problem !== null) throw new FilterProblem(token.position, problem);
  return literal;
}

function literalOf(token: FilterToken): FilterLiteral | undefined {
  if (token.kind === "text") return token.text;
  if (token.kind === "number") return Number(token.text);
  if (token.kind !== "word") return undefined;
  return Object.hasOwn(WORDS, token.text) ? WORDS[token.text] : token.text;
}
