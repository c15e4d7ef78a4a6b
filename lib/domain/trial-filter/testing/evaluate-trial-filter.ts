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
      return fieldValue(filter.field, trial) !== undefined;
    case "in":
      return filter.literals.some((literal) => holds(fieldValue(filter.field, trial), "=", literal));
    case "compare":
      return holds(fieldValue(filter.field, trial), filter.operator, filter.literal);
  }
}

/** `undefined` is what the trial does not have. */
function fieldValue(field: FilterField, trial: FilteredTrial): FilterLiteral | undefined {
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
