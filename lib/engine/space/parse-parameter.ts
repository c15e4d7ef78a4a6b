/** The rules one parameter obeys, beyond its shape. */
import { normalCdf } from "../stats/normal";
import { describeDomain } from "./contains";
import { decimalSteps } from "./decimal";
import { domainOf } from "./domain";
import { LEVELS_MAX } from "./numeric-domain";
import { parseCondition } from "./parse-condition";
import { outsideScale, riseAbove } from "./scale";
import type { Parameter as RawParameter } from "./schema";
import {
  type BoolParameter,
  type CategoricalParameter,
  type FixedParameter,
  type FloatParameter,
  type IntParameter,
  type OrdinalParameter,
  type Parameter,
  type Prior,
  pointTo,
  type Scalar,
  type SpaceIssue,
  type SpaceIssueCode,
  withoutNegativeZero,
} from "./space";

export interface ParseContext {
  readonly name: string;
  /** Parameters read so far; null for one that is itself refused, about which nothing more can be said. */
  readonly earlier: ReadonlyMap<string, Parameter | null>;
  readonly names: ReadonlySet<string>;
  /** Receives what is wrong. */
  readonly issues: SpaceIssue[];
}

type Refuse = (field: string, code: SpaceIssueCode, detail: string) => void;
type Raw<Type extends RawParameter["type"]> = Extract<RawParameter, { type: Type }>;

export function parseParameter(raw: RawParameter, context: ParseContext): Parameter {
  const base = pointTo("", context.name);
  const before = context.issues.length;
  const refuse: Refuse = (field, code, detail) => {
    context.issues.push({ subject: "space", pointer: field === "" ? base : base + field, code, detail });
  };
  const parameter = parseByType(raw, context.name, refuse);
  // A domain that is itself broken says nothing useful about the default.
  if (context.issues.length === before) checkDefault(parameter, refuse);
  const when = raw.when === undefined ? undefined : parseCondition(raw.when, { ...context, pointer: `${base}/when` });
  return when ? { ...parameter, when } : parameter;
}

function parseByType(raw: RawParameter, name: string, refuse: Refuse): Parameter {
  switch (raw.type) {
    case "float":
    case "int":
      return parseNumeric(raw, name, refuse);
    case "ordinal":
      return parseOrdinal(raw, name, refuse);
    case "categorical":
      return parseCategorical(raw, name, refuse);
    case "bool":
      return { name, type: "bool", ...(raw.default !== undefined && { default: raw.default }) } satisfies BoolParameter;
    case "fixed":
      checkStorable(raw.value, "/value", refuse);
      return { name, type: "fixed", value: withoutNegativeZero(raw.value) } satisfies FixedParameter;
  }
}

function parseNumeric(raw: Raw<"float"> | Raw<"int">, name: string, refuse: Refuse): FloatParameter | IntParameter {
  const shared = {
    name,
    low: raw.low + 0, // + 0: -0 becomes 0
    high: raw.high + 0,
    scale: raw.scale ?? "linear",
    ...(raw.prior && { prior: raw.prior }),
    ...(raw.default !== undefined && { default: raw.default + 0 }),
  } as const;
  const parameter: FloatParameter | IntParameter =
    raw.type === "int"
      ? { ...shared, type: "int", step: raw.step ?? 1 }
      : { ...shared, type: "float", ...(raw.step !== undefined && { step: raw.step }) };
  if (checkBounds(parameter, refuse)) {
    checkStep(parameter, raw.step !== undefined, refuse);
    if (parameter.prior) checkPrior(parameter, parameter.prior, refuse);
  }
  return parameter;
}

/** True when the bounds make a range on their scale. */
function checkBounds({ type, low, high, scale }: FloatParameter | IntParameter, refuse: Refuse): boolean {
  if (low > high) {
    refuse("/low", "low_above_high", `low (${low}) is greater than high (${high}); swap them`);
    return false;
  }
  if (type === "int" && (scale === "reverse_log" || scale === "logit")) {
    refuse(
      "/scale",
      "unsupported_scale",
      `a whole number cannot have the scale ${scale}; use linear or log, or type float`,
    );
    return false;
  }
  const lowFault = outsideScale(scale, low);
  const highFault = outsideScale(scale, high);
  if (lowFault) refuse("/low", "outside_scale", `low (${low}) ${lowFault}`);
  if (highFault) refuse("/high", "outside_scale", `high (${high}) ${highFault}`);
  if (!Number.isFinite(high - low))
    refuse("/high", "range_overflow", "high - low is too large to compute with; narrow the range");
  return lowFault === null && highFault === null && Number.isFinite(high - low);
}

function checkStep(parameter: FloatParameter | IntParameter, explicit: boolean, refuse: Refuse): void {
  const { low, high, step } = parameter;
  if (step === undefined || low === high) return;
  if (step > high - low && explicit) {
    refuse(
      "/step",
      "step_above_range",
      `step (${step}) is larger than the range from ${low} to ${high}; make it smaller`,
    );
    return;
  }
  const field = explicit ? "/step" : "/high";
  const steps = decimalSteps({ low, high, step }, LEVELS_MAX);
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Levels must also be distinct doubles, with digits to spare for the scale's transform.
  const distinct = parameter.type === "int" || step >= size * 2 ** -42;
  if (!steps || !distinct) {
    refuse(
      field,
      "step_too_fine",
      `a step of ${step} from ${low} to ${high} is too fine to tell levels apart; use a larger step or a float without one`,
    );
  }
}

const PRIOR_DEVIATIONS_MAX = 8;

function checkPrior({ low, high, scale }: FloatParameter | IntParameter, prior: Prior, refuse: Refuse): void {
  if (prior.type === "beta" || low === high) return;
  const fault = outsideScale(scale, prior.mean);
  if (fault) {
    refuse("/prior/mean", "outside_scale", `mean (${prior.mean}) ${fault}`);
    return;
  }
  const gap = transformedGap({ low, high, scale, mean: prior.mean });
  if (gap > PRIOR_DEVIATIONS_MAX * prior.sd) {
    const share = normalCdf(-PRIOR_DEVIATIONS_MAX).toPrecision(1);
    refuse(
      "/prior",
      "prior_without_mass",
      `puts less than ${share} of its mass between low and high; move the mean or widen sd`,
    );
  }
}

/** How far the mean lies outside the range, on the scale. */
function transformedGap({
  low,
  high,
  scale,
  mean,
}: {
  low: number;
  high: number;
  scale: FloatParameter["scale"];
  mean: number;
}): number {
  if (mean < low) return riseAbove(scale, mean, low);
  return mean > high ? riseAbove(scale, high, mean) : 0;
}

function parseOrdinal(raw: Raw<"ordinal">, name: string, refuse: Refuse): OrdinalParameter {
  const values = parseList(raw.values, "/values", refuse);
  return {
    name,
    type: "ordinal",
    values,
    ...(raw.default !== undefined && { default: withoutNegativeZero(raw.default) }),
  };
}

function parseCategorical(raw: Raw<"categorical">, name: string, refuse: Refuse): CategoricalParameter {
  const choices = parseList(raw.choices, "/choices", refuse);
  if (raw.weights && raw.weights.length !== choices.length) {
    refuse(
      "/weights",
      "weights_length",
      `has ${raw.weights.length} weights for ${choices.length} choices; give one per choice`,
    );
  }
  if (raw.weights && !Number.isFinite(raw.weights.reduce((sum, weight) => sum + weight, 0))) {
    refuse("/weights", "weights_overflow", "add up to more than a number can hold; use smaller weights");
  }
  return {
    name,
    type: "categorical",
    choices,
    ...(raw.weights && { weights: raw.weights }),
    ...(raw.default !== undefined && { default: withoutNegativeZero(raw.default) }),
  };
}

function parseList(list: readonly Scalar[], field: string, refuse: Refuse): Scalar[] {
  const values = list.map(withoutNegativeZero);
  const seen = new Map<Scalar, number>();
  for (const [index, value] of values.entries()) {
    checkStorable(value, `${field}/${index}`, refuse);
    const first = seen.get(value);
    if (first === undefined) seen.set(value, index);
    else refuse(`${field}/${index}`, "duplicate_choice", `repeats the value at position ${first}; remove it`);
  }
  return values;
}

/** What JSON or PostgreSQL would silently change or refuse is refused here, by name. */
function checkStorable(value: Scalar, field: string, refuse: Refuse): void {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    refuse(field, "unsafe_number", "is a whole number beyond 2^53 - 1, which JSON readers round; write it as a string");
  }
  if (typeof value === "string" && (value.includes("\u0000") || LONE_SURROGATE.test(value))) {
    refuse(field, "unstorable_text", "holds a NUL character or half a surrogate pair; remove it");
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function checkDefault(parameter: Parameter, refuse: Refuse): void {
  if (parameter.type === "fixed" || parameter.default === undefined) return;
  if (!domainOf(parameter).contains(parameter.default)) {
    refuse(
      "/default",
      "default_outside",
      `default (${JSON.stringify(parameter.default)}) must be ${describeDomain(parameter)}`,
    );
  }
}
