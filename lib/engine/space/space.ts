/**
 * The parsed search space: plain, structured-clone-safe and JSON-safe values. Parameters are a list, because neither
 * PostgreSQL's jsonb nor a JavaScript object keeps the order of arbitrary keys, and order is meaning here.
 * Only `parse-space.ts` makes one, so everything else may rely on its rules.
 */
export type Scalar = string | number | boolean | null;

/** User values by parameter name. An inactive parameter is absent, never null. */
export type Assignments = Readonly<Record<string, Scalar>>;

export type Scale = "linear" | "log" | "reverse_log" | "logit";

export type Prior =
  | { readonly type: "normal"; readonly mean: number; readonly sd: number }
  | { readonly type: "beta"; readonly a: number; readonly b: number };

export type Condition =
  | { readonly kind: "all"; readonly of: readonly Condition[] }
  | { readonly kind: "any"; readonly of: readonly Condition[] }
  | { readonly kind: "in"; readonly parameter: string; readonly values: readonly Scalar[] }
  | { readonly kind: "not_in"; readonly parameter: string; readonly values: readonly Scalar[] }
  | { readonly kind: Comparator; readonly parameter: string; readonly value: number };
export type Comparator = "gt" | "gte" | "lt" | "lte";

interface Named {
  readonly name: string;
  readonly when?: Condition;
}
interface Numeric extends Named {
  readonly low: number;
  readonly high: number;
  readonly scale: Scale;
  readonly prior?: Prior;
  readonly default?: number;
}
export interface FloatParameter extends Numeric {
  readonly type: "float";
  readonly step?: number;
}
export interface IntParameter extends Numeric {
  readonly type: "int";
  readonly step: number;
}
export interface OrdinalParameter extends Named {
  readonly type: "ordinal";
  readonly values: readonly Scalar[];
  readonly default?: Scalar;
}
export interface CategoricalParameter extends Named {
  readonly type: "categorical";
  readonly choices: readonly Scalar[];
  readonly weights?: readonly number[];
  readonly default?: Scalar;
}
export interface BoolParameter extends Named {
  readonly type: "bool";
  readonly default?: boolean;
}
export interface FixedParameter extends Named {
  readonly type: "fixed";
  readonly value: Scalar;
}
export type Parameter =
  | FloatParameter
  | IntParameter
  | OrdinalParameter
  | CategoricalParameter
  | BoolParameter
  | FixedParameter;
export type ParameterType = Parameter["type"];

export type Constraint =
  | {
      readonly kind: "linear";
      readonly terms: readonly { readonly parameter: string; readonly coefficient: number }[];
      readonly lte?: number;
      readonly gte?: number;
    }
  | { readonly kind: "expr"; readonly source: string };

/** The part of a space where a parameter, which others depend on, exists and has this value. */
export interface Branch {
  readonly parameter: string;
  readonly value: Scalar;
}

export interface Space {
  readonly parameters: readonly Parameter[];
  readonly constraints: readonly Constraint[];
  /** What a sampler keeps a trial to; no parsed space has one. */
  readonly branch?: Branch;
}

/**
 * One reason for a refusal. `pointer` (RFC 6901) starts at the search space or the assignments; that of a constraint
 * starts with "/constraints". `subject` tells them apart even when a parameter is called constraints.
 */
export interface SpaceIssue {
  readonly subject: "space" | "constraints" | "assignments";
  readonly pointer: string;
  readonly code: SpaceIssueCode;
  readonly detail: string;
}

export type SpaceIssueCode =
  | "invalid_shape"
  | "too_many"
  | "reserved_name"
  | "unstorable_text"
  | "unsafe_number"
  | "low_above_high"
  | "outside_scale"
  | "unsupported_scale"
  | "range_overflow"
  | "step_above_range"
  | "step_too_fine"
  | "default_outside"
  | "prior_without_mass"
  | "duplicate_choice"
  | "weights_length"
  | "weights_overflow"
  | "unknown_parameter"
  | "later_parameter"
  | "unreachable_value"
  | "not_comparable"
  | "empty_condition"
  | "not_numeric"
  | "missing_bound"
  | "bounds_crossed"
  | "never_holds"
  | "invalid_expression"
  | "missing_parameter"
  | "inactive_parameter"
  | "outside_domain"
  | "violated_constraint";

/** Reads an own property, so a parameter called `toString` is not found on the prototype. */
export function readAssignment(assignments: Assignments, name: string): Scalar | undefined {
  return Object.hasOwn(assignments, name) ? assignments[name] : undefined;
}

/** Builds assignments without ever setting a key by assignment, which `__proto__` would subvert. */
export function toAssignments(entries: Iterable<readonly [string, Scalar]>): Assignments {
  return Object.fromEntries(entries);
}

/** -0 and 0 are one value to users and to PostgreSQL, so they are one value here. */
export function withoutNegativeZero(value: Scalar): Scalar {
  return value === 0 ? 0 : value;
}

/** Appends one token to an RFC 6901 pointer. */
export function pointTo(pointer: string, token: string | number): string {
  return `${pointer}/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
