/**
 * Parzen estimator over several coordinates at once: a weighted sum of kernels, one per observation and one for the
 * prior, each a product over the coordinates, so that what goes together in the observations stays together.
 * Bergstra et al. 2011, section 4.2; Falkner, Klein & Hutter 2018 (BOHB), section 3.1, for the product kernel.
 *
 *   ln p(u) = ln Σ_k w_k Π_d K_kd(u_d)      w_k normalized, the prior's the last
 */
import type { Rng } from "../../rng/rng";
import { logSumExp } from "../../stats/log-sum-exp";
import type { ParzenAxis } from "./parzen-axis";

export interface ParzenEstimator {
  /** Log density (log probability, for levels) at a point of unit coordinates. */
  logDensity(point: ArrayLike<number>): number;
  /** A point of the estimator: a kernel by weight, then a coordinate from each of its parts. */
  sample(rng: Rng): Float64Array;
  /** A point near an observation: from its kernel with its widths multiplied by `shrink`. */
  sampleNear(observation: number, rng: Rng, shrink: number): Float64Array;
}

export interface Observations {
  /** By axis: a unit coordinate per observation, NaN where it says nothing. */
  readonly columns: readonly Float64Array[];
  readonly weights: Float64Array;
  readonly priorWeight: number;
}

export function parzenEstimator(
  axes: readonly ParzenAxis[],
  { columns, weights, priorWeight }: Observations,
): ParzenEstimator {
  const kernels = axes.map((axis, index) => axis.kernels(columns[index], priorWeight));
  // Without observations the prior is all there is, whatever its weight.
  const all = new Float64Array(weights.length + 1);
  all.set(weights);
  all[weights.length] = weights.length === 0 ? 1 : priorWeight;
  const shares = normalized(all);
  const base = shares.map((share) => Math.log(Math.max(Number.MIN_VALUE, share)));
  for (const axis of kernels) axis.addConstants(base);
  const terms = new Float64Array(base.length);
  const sampleFrom = (kernel: number, rng: Rng, shrink: number): Float64Array =>
    Float64Array.from(kernels, (axis) => axis.sample(kernel, rng, shrink));
  return {
    logDensity: (point) => {
      terms.set(base);
      for (const [index, axis] of kernels.entries()) axis.addLogDensity(point[index], terms);
      return logSumExp(terms);
    },
    sample: (rng) => sampleFrom(chooseKernel(shares, rng), rng, 1),
    sampleNear: (observation, rng, shrink) => sampleFrom(observation, rng, shrink),
  };
}

function normalized(weights: Float64Array): Float64Array {
  let total = 0;
  for (let kernel = 0; kernel < weights.length; kernel += 1) total += weights[kernel];
  return weights.map((weight) => weight / total);
}

function chooseKernel(shares: Float64Array, rng: Rng): number {
  let rest = rng.uniform();
  for (let kernel = 0; kernel < shares.length; kernel += 1) {
    rest -= shares[kernel];
    if (rest < 0) return kernel;
  }
  return shares.length - 1;
}
