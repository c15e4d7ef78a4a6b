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

/** Kernels of observations at these unit coordinates, NaN where one says nothing. */
export function normalKernels(prior: NumericPrior, units: Float64Array): NormalKernels {
  const widths = bandwidths(known(units));
  const means = new Float64Array(units.length + 1);
  const deviations = new Float64Array(units.length + 1);
  const fromPrior: number[] = [];
  for (let kernel = 0, next = 0; kernel <= units.length; kernel += 1) {
    if (kernel === units.length || Number.isNaN(units[kernel])) {
      means[kernel] = prior.type === "normal" ? prior.mean : 0.5;
      deviations[kernel] = priorDeviation(prior);
      fromPrior.push(kernel);
    } else {
      means[kernel] = units[kernel];
      deviations[kernel] = widths[next];
      next += 1;
    }
  }
  return { means, deviations, fromPrior };
}

function priorDeviation(prior: NumericPrior): number {
  if (prior.type === "beta") return Number.POSITIVE_INFINITY;
  return Math.min(PRIOR_DEVIATION_MAX, Math.max(PRIOR_DEVIATION_MIN, prior.deviation));
}

function known(units: Float64Array): Float64Array {
  const all = new Float64Array(units.length);
  let count = 0;
  for (let index = 0; index < units.length; index += 1) {
    if (Number.isNaN(units[index])) continue;
    all[count] = units[index];
    count += 1;
  }
  return all.subarray(0, count);
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
