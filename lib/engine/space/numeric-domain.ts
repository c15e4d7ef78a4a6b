/** The domain of a float or int parameter: a continuum, or levels at exact decimal steps, on one of the four scales. */
import { betaQuantile } from "../stats/beta";
import { truncatedNormalQuantile } from "../stats/truncated-normal";
import { type DecimalSteps, decimalSteps } from "./decimal";
import type { Domain } from "./domain";
import { atRise, riseAbove } from "./scale";
import type { FloatParameter, IntParameter, Scalar } from "./space";

/** With more levels than this, neighbouring cells of the unit interval would no longer be told apart reliably. */
export const LEVELS_MAX = 2 ** 40;

export function numericDomain(parameter: FloatParameter | IntParameter): Domain {
  if (parameter.low === parameter.high) return singleValue(parameter.low);
  const steps = levelsOf(parameter);
  if (steps?.count === 1) return singleValue(parameter.low);
  const axis = steps ? steppedAxis(parameter, steps) : continuousAxis(parameter);
  const domain = steps ? stepped(parameter, steps, axis) : continuous(parameter, axis);
  return { ...domain, warp: priorWarp(parameter, axis) };
}

/** The levels of a stepped parameter, null for a continuum. Parsing has already refused steps too fine to count. */
export function levelsOf(parameter: FloatParameter | IntParameter): DecimalSteps | null {
  if (parameter.step === undefined) return null;
  const steps = decimalSteps({ low: parameter.low, high: parameter.high, step: parameter.step }, LEVELS_MAX);
  if (!steps) throw new RangeError(`Parameter ${parameter.name} has more than ${LEVELS_MAX} levels.`);
  return steps;
}

/** Where any number lies on the parameter's unit interval, off its levels or outside its range too (below 0, above 1). */
export function placeOnAxis(parameter: FloatParameter | IntParameter, value: number): number {
  const axis = axisOf(parameter);
  return (riseAbove(parameter.scale, parameter.low, value) - axis.start) / axis.length;
}

/** The stretch of the unit interval that the level with this index owns, of a stepped parameter. */
export function cellOnAxis(parameter: FloatParameter | IntParameter, index: number): { low: number; high: number } {
  const count = levelsOf(parameter)?.count ?? 1;
  const { low, step = 1 } = parameter;
  // The outer edges are the interval's: half a step further may be outside the scale's domain.
  const edge = (level: number): number => {
    if (level === 0 || level === count) return level === 0 ? 0 : 1;
    return placeOnAxis(parameter, low + (level - 0.5) * step);
  };
  return { low: edge(index), high: edge(index + 1) };
}

function axisOf(parameter: FloatParameter | IntParameter): Axis {
  const steps = levelsOf(parameter);
  return steps ? steppedAxis(parameter, steps) : continuousAxis(parameter);
}

/** The unit interval as a stretch of rises above low: from `start` over `length`. */
interface Axis {
  readonly start: number;
  readonly length: number;
}

function continuousAxis({ scale, low, high }: FloatParameter | IntParameter): Axis {
  return { start: 0, length: riseAbove(scale, low, high) };
}

/**
 * Cells reach half-way (in value) to their neighbours; the two outer cells mirror their inner half on the scale,
 * which widens the range by half a step and cannot leave the scale's domain as low - step / 2 could.
 */
function steppedAxis({ scale, low, step = 1 }: FloatParameter | IntParameter, steps: DecimalSteps): Axis {
  const top = steps.valueAt(steps.count - 1);
  const start = -riseAbove(scale, low, low + step / 2);
  const topRise = riseAbove(scale, low, top);
  const end = topRise + (topRise - riseAbove(scale, low, top - step / 2));
  return { start, length: end - start };
}

function singleValue(value: number): Domain {
  return {
    count: 1,
    valueAt: () => value,
    indexOf: (candidate) => (candidate === value ? 0 : -1),
    contains: (candidate) => candidate === value,
    encode: () => 0.5,
    decode: () => value,
    warp: (uniform) => uniform,
  };
}

type Unwarped = Omit<Domain, "warp">;

function continuous({ name, scale, low, high }: FloatParameter | IntParameter, axis: Axis): Unwarped {
  const contains = (value: Scalar): boolean => typeof value === "number" && value >= low && value <= high;
  const noLevels = (): never => {
    throw new RangeError(`Parameter ${name} is continuous: it has no levels.`);
  };
  return {
    count: null,
    valueAt: noLevels,
    indexOf: noLevels,
    contains,
    encode: (value) => riseAbove(scale, low, Number(value)) / axis.length,
    decode: (unit) => {
      if (unit <= 0) return low;
      if (unit >= 1) return high;
      const value = atRise(scale, low, unit * axis.length);
      return Math.min(high, Math.max(low, value)) + 0; // + 0: never -0
    },
  };
}

function stepped(parameter: FloatParameter | IntParameter, steps: DecimalSteps, axis: Axis): Unwarped {
  const { scale, low, step = 1 } = parameter;
  const { count, valueAt } = steps;
  const clampIndex = (index: number): number => Math.min(count - 1, Math.max(0, index));
  const nearestIndex = (value: number): number => clampIndex(Math.round((value - low) / step));
  const indexOf = (value: Scalar): number => {
    if (typeof value !== "number" || !Number.isFinite(value)) return -1;
    const index = nearestIndex(value);
    return valueAt(index) === value ? index : -1;
  };
  const linear = scale === "linear";
  return {
    count,
    valueAt,
    indexOf,
    contains: (value) => indexOf(value) >= 0,
    // Linear cells are equal, so the index alone decides; other scales place the level where its value lies.
    encode: (value) =>
      linear ? (indexOf(value) + 0.5) / count : (riseAbove(scale, low, Number(value)) - axis.start) / axis.length,
    decode: (unit) =>
      valueAt(
        linear
          ? clampIndex(Math.floor(unit * count))
          : nearestIndex(atRise(scale, low, axis.start + Math.min(1, Math.max(0, unit)) * axis.length)),
      ),
  };
}

/** Quantile function of the prior in unit coordinates; without a prior, uniform on the scale. */
function priorWarp(parameter: FloatParameter | IntParameter, axis: Axis): (uniform: number) => number {
  const { prior } = parameter;
  if (!prior) return (uniform) => uniform;
  if (prior.type === "beta") return (uniform) => betaQuantile(uniform, prior.a, prior.b);
  const { mean, deviation } = normalPriorOn(axis, parameter, prior);
  return (uniform) => truncatedNormalQuantile(uniform, { mean, deviation, low: 0, high: 1 });
}

interface NormalPrior {
  readonly mean: number;
  readonly deviation: number;
}

/** A normal prior in unit coordinates, where it is cut to [0, 1]. */
export function normalPriorOnAxis(
  parameter: FloatParameter | IntParameter,
  prior: { readonly mean: number; readonly sd: number },
): NormalPrior {
  return normalPriorOn(axisOf(parameter), parameter, prior);
}

function normalPriorOn(
  axis: Axis,
  { scale, low }: FloatParameter | IntParameter,
  prior: { readonly mean: number; readonly sd: number },
): NormalPrior {
  return {
    mean: (riseAbove(scale, low, prior.mean) - axis.start) / axis.length,
    deviation: prior.sd / axis.length,
  };
}
