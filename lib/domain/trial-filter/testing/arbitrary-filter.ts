import fc from "fast-check";
import { formatField, formatLiteral } from "../format-field";
import type { FilterField, FilterLiteral, TrialFilter } from "../trial-filter";

/** A few names and values, so that filters and trials meet. */
export const PARAMS = ["lr", "optimizer", 'a "b"'] as const;
export const METRICS = ["loss", "val acc/top-1"] as const;
export const NUMBERS = [-1, 0, 0.1, 1e-7, 2, 1e300] as const;
export const TEXTS = ["adam", "8", "true", "null", 'it\'s \\ "so"', "and"] as const;
export const STATES = ["queued", "running", "completed", "failed"] as const;

const field: fc.Arbitrary<FilterField> = fc.oneof(
  fc.record({ kind: fc.constant("param" as const), name: fc.constantFrom(...PARAMS) }),
  fc.record({ kind: fc.constant("value" as const), name: fc.constantFrom(...METRICS) }),
  fc.record({
    kind: fc.constantFrom(
      "number",
      "group",
      "attempt",
      "cost",
      "duration",
      "state",
      "worker",
      "sampler",
      "feasible",
      "tag",
    ),
  }),
);

const number = fc.constantFrom(...NUMBERS);
const text = fc.constantFrom(...TEXTS);

function literalOf({ kind }: FilterField): fc.Arbitrary<FilterLiteral> {
  if (kind === "param") return fc.oneof(number, text, fc.boolean(), fc.constant(null));
  if (kind === "value")
    return fc.oneof(number, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
  if (kind === "state") return fc.constantFrom(...STATES);
  if (kind === "worker" || kind === "sampler" || kind === "tag") return text;
  return kind === "feasible" ? fc.boolean() : number;
}

const ordered = fc.constantFrom("<", "<=", ">", ">=", "=", "!=");
const unordered = fc.constantFrom("=", "!=");
const UNORDERED = new Set<FilterField["kind"]>(["state", "worker", "sampler", "feasible", "tag"]);

const term: fc.Arbitrary<TrialFilter> = field.chain((of) =>
  fc.oneof(
    literalOf(of).chain((literal) => {
      const plain = UNORDERED.has(of.kind) || typeof literal !== "number" || Number.isNaN(literal);
      return (plain ? unordered : ordered).map(
        (operator): TrialFilter => ({ type: "compare", field: of, operator, literal }),
      );
    }),
    fc
      .array(literalOf(of), { minLength: 1, maxLength: 3 })
      .map((literals): TrialFilter => ({ type: "in", field: of, literals })),
    fc.constant<TrialFilter>({ type: "set", field: of }),
  ),
);

export const arbitraryFilter: fc.Arbitrary<TrialFilter> = fc.letrec<{ filter: TrialFilter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    term,
    fc.record({
      type: fc.constantFrom("and", "or"),
      parts: fc.array(tie("filter"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ type: fc.constant("not" as const), part: tie("filter") }),
  ),
})).filter;

/** A filter as a person would write it, with every group in brackets. */
export function writeFilter(filter: TrialFilter): string {
  switch (filter.type) {
    case "and":
    case "or":
      return filter.parts.map((part) => `(${writeFilter(part)})`).join(` ${filter.type} `);
    case "not":
      return `not (${writeFilter(filter.part)})`;
    case "set":
      return `${formatField(filter.field)} is set`;
    case "in":
      return `${formatField(filter.field)} in (${filter.literals.map(formatLiteral).join(", ")})`;
    case "compare":
      return `${formatField(filter.field)} ${filter.operator} ${formatLiteral(filter.literal)}`;
  }
}
