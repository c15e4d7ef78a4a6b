import type { FilterField, FilterLiteral, FilterOperator, TrialFilter } from "../trial-filter";

/** What a filter can look at, as plain values. */
export interface FilteredTrial {
  readonly number: number;
  /** The number of the first trial of the same assignments, where the study has repeats. */
  readonly group: number | null;
  readonly state: string;
  readonly attempt: number;
  readonly cost: number | null;
  readonly duration: number | null;
  readonly feasible: boolean | null;
  readonly worker: string | null;
  readonly sampler: string;
  readonly tags: readonly string[];
  readonly params: Readonly<Record<string, FilterLiteral>>;
  /** NaN and the infinities as numbers. */
  readonly values: Readonly<Record<string, number>>;
}

/** The meaning of a filter, said in the plainest way there is: what the database must agree with. */
export function evaluateTrialFilter(filter: TrialFilter, trial: FilteredTrial): boolean {
  switch (filter.type) {
    case "and":
      return filter.parts.every((part) => evaluateTrialFilter(part, trial));
    case "or":
      return filter.parts.some((part) => evaluateTrialFilter(part, trial));
    case "not":
      return !evaluateTrialFilter(filter.part, trial);
    case "set":
      return filter.field.kind === "tag" ? trial.tags.length > 0 : fieldValue(filter.field, trial) !== undefined;
    case "in":
      return filter.literals.some((literal) => compares({ field: filter.field, operator: "=", literal }, trial));
    case "compare":
      return compares(filter, trial);
  }
}

type Comparison = Extract<TrialFilter, { readonly type: "compare" }>;

function compares({ field, operator, literal }: Omit<Comparison, "type">, trial: FilteredTrial): boolean {
  if (field.kind !== "tag") return holds(fieldValue(field, trial), operator, literal);
  return trial.tags.some((tag) => tag === literal) === (operator === "=");
}

/** `undefined` is what the trial does not have. */
function fieldValue(
  field: Exclude<FilterField, { readonly kind: "tag" }>,
  trial: FilteredTrial,
): FilterLiteral | undefined {
  if (field.kind === "param") return trial.params[field.name];
  if (field.kind === "value") return trial.values[field.name];
  return trial[field.kind] ?? undefined;
}

function holds(value: FilterLiteral | undefined, operator: FilterOperator, literal: FilterLiteral): boolean {
  if (value === undefined) return false;
  const equal = value === literal || (Number.isNaN(value) && Number.isNaN(literal));
  if (operator === "=") return equal;
  if (operator === "!=") return !equal;
  if (typeof value !== "number" || typeof literal !== "number") return false;
  if (operator === "<") return value < literal;
  if (operator === "<=") return value <= literal;
  return operator === ">" ? value > literal : value >= literal;
}
