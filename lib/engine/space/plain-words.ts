/**
 * What is wrong with a value, in words that say what to do. The library's own texts ("Too small: expected number to be
 * >=1") are written for who wrote the schema; these are read by who filled in a form or sent a body. A schema's own
 * message goes before them.
 */
import type { z } from "zod";

type Issue = z.core.$ZodRawIssue;
type Of<Code extends Issue["code"]> = Extract<Issue, { code: Code }>;

const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  bigint: "a number",
  boolean: "true or false",
  int: "a whole number",
  map: "an object",
  nan: "a number",
  null: "null",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a text",
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: "a time with its zone, such as 2026-01-31T12:00:00Z",
  email: "an e-mail address",
  url: "an address such as https://example.com",
};

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: ["item", "items"],
  map: ["entry", "entries"],
  set: ["item", "items"],
  string: ["character", "characters"],
};

/** A part of a sentence whose subject is the field: "must be 1 or more". */
export function plainWords(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return ofType(issue);
    case "invalid_value":
      return `must be ${oneOf(issue.values)}`;
    case "too_small":
      return ofBound(issue, issue.minimum, "least", "more");
    case "too_big":
      return ofBound(issue, issue.maximum, "most", "less");
    case "not_multiple_of":
      return `must be a multiple of ${written(issue.divisor)}`;
    case "invalid_format":
      return `must be ${FORMATS[issue.format] ?? "written as its description says"}`;
    case "invalid_union":
      return ofUnion(issue);
    case "invalid_key":
      return "has a name that is not allowed";
    case "unrecognized_keys":
      return "has a field that is not known; remove it";
    default:
      return "is not as it must be";
  }
}

function ofType(issue: Of<"invalid_type">): string {
  const wanted = wantsInteger(issue) ? "int" : issue.expected;
  const kind = KINDS[wanted] ?? "another kind of value";
  if (issue.input === undefined) return `is missing; give ${kind}`;
  const given = wanted === "int" && typeof issue.input === "number" ? null : kindOf(issue.input);
  return given === null || given === kind ? `must be ${kind}` : `must be ${kind}, not ${given}`;
}

/** A text where a whole number belongs is refused as no number at all, before anybody asks whether it is whole. */
function wantsInteger({ inst }: Issue): boolean {
  const definition: object = inst?._zod.def ?? {};
  return "format" in definition && definition.format === "safeint";
}

function kindOf(value: unknown): string | null {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return KINDS[typeof value] ?? null;
}

function ofUnion(issue: Of<"invalid_union">): string {
  const { options } = issue as { readonly options?: unknown };
  const choice = Array.isArray(options) && options.length > 0 ? `must be ${oneOf(options)}` : null;
  return choice ?? "has none of the allowed forms";
}

function ofBound(
  issue: Of<"too_small"> | Of<"too_big">,
  bound: number | bigint,
  superlative: "least" | "most",
  comparative: "more" | "less",
): string {
  const [one, many] = UNITS[issue.origin] ?? [];
  if (one !== undefined) {
    if (issue.origin === "string" && comparative === "more" && bound === 1) return "must not be empty";
    const count = issue.exact === true ? "exactly" : `at ${superlative}`;
    return `must have ${count} ${written(bound)} ${bound === 1 ? one : many}`;
  }
  return issue.inclusive === false
    ? `must be ${comparative} than ${written(bound)}`
    : `must be ${written(bound)} or ${comparative}`;
}

function written(bound: number | bigint): string {
  return bound.toLocaleString("en-US", { maximumFractionDigits: 20 });
}

function oneOf(values: readonly unknown[]): string {
  const named = values.map((value) => (typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))));
  return named.length === 1 ? (named[0] ?? "") : `one of ${named.join(", ")}`;
}
