/** A JSON scalar, or a number that JSON has no word for. */
export type FilterLiteral = string | number | boolean | null;

/** What a comparison looks at. Parameters and metrics go by name; the rest is the trial's own. */
export type FilterField =
  | { readonly kind: "param" | "value"; readonly name: string }
  | { readonly kind: "number" | "group" | "attempt" | "cost" | "duration" }
  | { readonly kind: "state" | "worker" | "sampler" }
  | { readonly kind: "feasible" }
  /** Of which a trial has any number. */
  | { readonly kind: "tag" };

export type FilterOperator = "<" | "<=" | ">" | ">=" | "=" | "!=";

/**
 * A filter over trials, as read. It is two-valued: a comparison with something the trial does not have does not hold, so
 * its negation does. Of tags, `=` holds where one is equal, `!=` where none is.
 */
export type TrialFilter =
  | { readonly type: "and" | "or"; readonly parts: readonly TrialFilter[] }
  | { readonly type: "not"; readonly part: TrialFilter }
  | {
      readonly type: "compare";
      readonly field: FilterField;
      readonly operator: FilterOperator;
      readonly literal: FilterLiteral;
    }
  | { readonly type: "in"; readonly field: FilterField; readonly literals: readonly FilterLiteral[] }
  | { readonly type: "set"; readonly field: FilterField };

export const FILTER_LENGTH_MAX = 2_000;
