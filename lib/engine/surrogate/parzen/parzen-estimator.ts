/**
 * Parzen estimator over several coordinates at once: a weighted sum of kernels, one per observation and one for the
 * prior, each a product over the coordinates, so that what goes together in the observations stays together.
 * Bergstra et al. 2011, section 4.2; Falkner, Klein & Hutter 2018 (BOHB), section 3.1, for the product kernel.
 *
 *   ln p(u) = ln Σ_k w_k Π_d K_kd(u_d)      w_k normalized, the prior's the last
 */
import type { Rng } from "../../rng/rng";
import { logSumExp, NEGLIGIBLE } from "../../stats/log-sum-exp";
import type { AxisKernels, ParzenAxis } from "./parzen-axis";

export interface ParzenEstimator {
  /** Log density (log probability, for levels) at a point of unit coordinates. */
  logDensity(point: ArrayLike<number>): number;
  /** What `logDensity` is at least, from the prior's kernel alone: at little cost, and close where observations are far. */
  logDensityAtLeast(point: ArrayLike<number>): number;
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
  const sampleFrom = (kernel: number, rng: Rng, shrink: number): Float64Array =>
    Float64Array.from(kernels, (axis) => axis.sample(kernel, rng, shrink));
  return {
    ...densityOf(kernels, base),
    sample: (rng) => sampleFrom(chooseKernel(shares, rng), rng, 1),
    sampleNear: (observation, rng, shrink) => sampleFrom(observation, rng, shrink),
  };
}

/**
 * ln Σ_k exp(term of k). A kernel is followed from axis to axis only while its term could still change the sum: one that is
 * negligible beside the prior's term, and only falls from there, is left out of the sum in any case. Of many kernels most
 * end after a few axes.
 */
function densityOf(
  axes: readonly AxisKernels[],
  base: Float64Array,
): Pick<ParzenEstimator, "logDensity" | "logDensityAtLeast"> {
  const every = Uint32Array.from(base.keys());
  const prior = { kernels: every.subarray(-1), count: 1 };
  const counted = { kernels: every.slice(), count: 0 };
  const terms = new Float64Array(base.length);
  const lastRise = axes.findLastIndex(({ onlyFalls }) => !onlyFalls);
  const priorTerm = (point: ArrayLike<number>): number => {
    terms[base.length - 1] = base[base.length - 1];
    for (let axis = 0; axis < axes.length; axis += 1) axes[axis].addLogDensity(point[axis], terms, prior);
    return terms[base.length - 1];
  };
  const logDensity = (point: ArrayLike<number>): number => {
    const least = priorTerm(point);
    terms.set(base);
    counted.kernels.set(every);
    counted.count = base.length;
    for (let axis = 0; axis < axes.length; axis += 1) {
      axes[axis].addLogDensity(point[axis], terms, counted);
      if (axis >= lastRise) dropNegligible(counted, terms, least);
    }
    // Packed in place: a kernel's place among those counted is never after its own.
    for (let place = 0; place < counted.count; place += 1) terms[place] = terms[counted.kernels[place]];
    return logSumExp(terms.subarray(0, counted.count));
  };
  return { logDensity, logDensityAtLeast: priorTerm };
}

/** The order stays. What cannot be compared (NaN) stays too. */
function dropNegligible(counted: { kernels: Uint32Array; count: number }, terms: Float64Array, beside: number): void {
  const { kernels } = counted;
  let kept = 0;
  for (let place = 0; place < counted.count; place += 1) {
    const kernel = kernels[place];
    if (terms[kernel] - beside <= NEGLIGIBLE) continue;
    kernels[kept] = kernel;
    kept += 1;
  }
  counted.count = kept;
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
