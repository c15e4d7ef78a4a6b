/** The normal kernels of one coordinate: one per observation, and after them the prior's. */
import { logNormalCdf } from "../../stats/normal";
import { logNormalMass } from "../../stats/truncated-normal";
import { bandwidths } from "./bandwidths";

export type NumericPrior =
  | { readonly type: "normal"; readonly mean: number; readonly deviation: number }
  | { readonly type: "beta"; readonly a: number; readonly b: number };

/** Where the prior is no normal one, its kernels have deviation Infinity: their normal part is 0 everywhere. */
export interface NormalKernels {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Which are the prior's: the last, and those of observations that say nothing here. */
  readonly fromPrior: readonly number[];
}

/** A prior sharper or wider than this would overflow z² or vanish; nothing is lost between. */
const PRIOR_DEVIATION_MIN = 1e-9;
const PRIOR_DEVIATION_MAX = 1e9;

/** Kernels of observations at these unit coordinates, NaN where one says nothing; `order` is that of `ascendingOrder`. */
export function normalKernels(prior: NumericPrior, units: Float64Array, order?: Uint32Array): NormalKernels {
  const priorMean = prior.type === "normal" ? prior.mean : 0.5;
  const means = new Float64Array(units.length + 1).fill(priorMean, units.length);
  const deviations = new Float64Array(units.length + 1).fill(priorDeviation(prior), units.length);
  means.set(units);
  deviations.set(bandwidths(units, order));
  const fromPrior: number[] = [];
  for (let kernel = 0; kernel < units.length; kernel += 1) {
    if (!Number.isNaN(units[kernel])) continue;
    means[kernel] = priorMean;
    deviations[kernel] = priorDeviation(prior);
    fromPrior.push(kernel);
  }
  return { means, deviations, fromPrior: [...fromPrior, units.length] };
}

function priorDeviation(prior: NumericPrior): number {
  if (prior.type === "beta") return Number.POSITIVE_INFINITY;
  return Math.min(PRIOR_DEVIATION_MAX, Math.max(PRIOR_DEVIATION_MIN, prior.deviation));
}

/** Beyond this many deviations nothing is cut off that a double could tell. */
const UNCUT = 8.3;

/** ln of the share of a normal distribution that lies on the unit interval. */
export function logUnitMass(mean: number, deviation: number): number {
  const a = -mean / deviation;
  const b = (1 - mean) / deviation;
  if (b > UNCUT) return a < -UNCUT ? 0 : logNormalCdf(-a);
  return a < -UNCUT ? logNormalCdf(b) : logNormalMass(a, b);
}
