/**
 * The core of CMA-ES: a normal distribution that is drawn from and, told which draws were better, moves towards them.
 * Hansen 2016, The CMA evolution strategy: a tutorial, arXiv:1604.00772, figure 6, active (negative) weights included.
 *
 *   m = mean    sigma = step size    C = covariance, N x N    C = B D^2 B'    A = scales of the coordinates, a diagonal
 *   x = m + sigma A y    y = B D z    z ~ N(0, I)    p_sigma, p_c = evolution paths
 *
 * A is the identity but for coordinates with levels (margin.ts). Plain values that can be stored as JSON: all functions
 * give a new distribution.
 */
import { symmetricEigen } from "../../linalg/symmetric-eigen";
import type { StrategyConstants } from "./constants";

export interface Distribution {
  readonly mean: readonly number[];
  readonly sigma: number;
  readonly scales: readonly number[];
  /** C, row by row. */
  readonly covariance: readonly number[];
  /** B, row by row: the columns are the axes. */
  readonly basis: readonly number[];
  /** The diagonal of D: standard deviations along the axes. */
  readonly lengths: readonly number[];
  readonly pathSigma: readonly number[];
  readonly pathC: readonly number[];
  /** Updates so far, and how many there were when C was last decomposed. */
  readonly updates: number;
  readonly decomposedAt: number;
}

/** One draw as the update sees it: its step y, and whether the evaluation came to nothing. */
export interface Step {
  readonly y: readonly number[];
  readonly failed: boolean;
}

/** Axes shorter than this share of the longest are lengthened to it: C must stay positive definite in floating point. */
const LENGTH_RATIO_MIN = 1e-9;
/** Steps of sigma's logarithm in one update, at most: one lucky generation must not throw the search out of the space. */
const LOG_SIGMA_STEP_MAX = 1;

export function startDistribution(
  mean: readonly number[],
  sigma: number,
  covariance: readonly number[] = identity(mean.length),
): Distribution {
  const zeros = mean.map(() => 0);
  return {
    mean,
    sigma,
    scales: mean.map(() => 1),
    ...decompose(covariance, mean.length),
    pathSigma: zeros,
    pathC: zeros,
    updates: 0,
    decomposedAt: 0,
  };
}

/** y = B D z (eqs. 38, 39). */
export function stepOf({ basis, lengths }: Distribution, z: readonly number[]): number[] {
  return z.map((_, row) => {
    let total = 0;
    for (let axis = 0; axis < z.length; axis += 1) total += basis[row * z.length + axis] * lengths[axis] * z[axis];
    return total;
  });
}

/** x = m + sigma A y (eq. 40). */
export function pointOf({ mean, sigma, scales }: Distribution, y: readonly number[]): number[] {
  return mean.map((center, index) => center + sigma * scales[index] * y[index]);
}

/** The step that leads from the mean to a point. */
export function stepTo({ mean, sigma, scales }: Distribution, x: readonly number[]): number[] {
  return mean.map((center, index) => (x[index] - center) / (sigma * scales[index]));
}

/** |C^(-1/2) y|: how far out a step leads, in standard deviations. */
export function mahalanobis(distribution: Distribution, y: readonly number[]): number {
  return Math.hypot(...whitened(distribution, y));
}

/** The distribution after one generation: steps best first, as many as constants have weights, or fewer. */
export function update(before: Distribution, steps: readonly Step[], constants: StrategyConstants): Distribution {
  const dimension = before.mean.length;
  const { muEff, cSigma, dSigma, cC, chi, weights } = constants;
  // Failures tell where not to go, never where to go.
  const used = steps.map(({ y, failed }, rank) => ({ y, weight: failed ? Math.min(0, weights[rank]) : weights[rank] }));
  const meanStep = before.mean.map(() => 0);
  for (const { y, weight } of used) {
    if (weight > 0) for (let index = 0; index < dimension; index += 1) meanStep[index] += weight * y[index];
  }
  const mean = pointOf(before, meanStep); // eqs. 41, 42
  const white = whitened(before, meanStep);
  const gain = Math.sqrt(cSigma * (2 - cSigma) * muEff);
  const pathSigma = before.pathSigma.map((path, index) => (1 - cSigma) * path + gain * white[index]); // eq. 43
  const length = Math.hypot(...pathSigma);
  const logStep = (cSigma / dSigma) * (length / chi - 1);
  const sigma = before.sigma * Math.exp(Math.min(LOG_SIGMA_STEP_MAX, logStep)); // eq. 44
  const settled = Math.sqrt(1 - (1 - cSigma) ** (2 * (before.updates + 1)));
  const stalled = length / settled >= (1.4 + 2 / (dimension + 1)) * chi; // 1 - h_sigma
  const gainC = stalled ? 0 : Math.sqrt(cC * (2 - cC) * muEff);
  const pathC = before.pathC.map((path, index) => (1 - cC) * path + gainC * meanStep[index]); // eq. 45
  const covariance = updateCovariance(before, { used, pathC, stalled, constants }); // eqs. 46, 47
  return refreshed({ ...before, mean, sigma, pathSigma, pathC, covariance }, constants);
}

interface CovarianceUpdate {
  readonly used: readonly { readonly y: readonly number[]; readonly weight: number }[];
  readonly pathC: readonly number[];
  readonly stalled: boolean;
  readonly constants: StrategyConstants;
}

function updateCovariance(before: Distribution, { used, pathC, stalled, constants }: CovarianceUpdate): number[] {
  const dimension = pathC.length;
  const { c1, cMu, cC } = constants;
  const mass = used.reduce((total, { weight }) => total + weight, 0);
  const keep = 1 - c1 - cMu * mass + (stalled ? c1 * cC * (2 - cC) : 0);
  // Steps with negative weight count as if all were equally far out, or a far one could make C indefinite (eq. 46).
  const parts = used.map(({ y, weight }) => ({
    y,
    weight: cMu * (weight >= 0 ? weight : (weight * dimension) / Math.max(mahalanobis(before, y) ** 2, 1e-20)),
  }));
  const covariance = before.covariance.slice();
  for (let row = 0; row < dimension; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let entry = keep * covariance[row * dimension + column] + c1 * pathC[row] * pathC[column];
      for (const { y, weight } of parts) entry += weight * y[row] * y[column];
      covariance[row * dimension + column] = entry;
      covariance[column * dimension + row] = entry;
    }
  }
  return covariance;
}

/** Counts the update, and decomposes C when it has changed enough to matter (appendix B.2: cost O(N^2) per evaluation). */
function refreshed(distribution: Distribution, { c1, cMu }: StrategyConstants): Distribution {
  const dimension = distribution.mean.length;
  const updates = distribution.updates + 1;
  const gap = Math.max(1, Math.floor(1 / (10 * dimension * (c1 + cMu))));
  if (updates - distribution.decomposedAt < gap) return { ...distribution, updates };
  return { ...distribution, updates, decomposedAt: updates, ...decompose(distribution.covariance, dimension) };
}

function decompose(
  covariance: readonly number[],
  dimension: number,
): Pick<Distribution, "basis" | "lengths" | "covariance"> {
  const { vectors, values } = symmetricEigen(covariance, dimension);
  const largest = Math.max(...values, Number.MIN_VALUE);
  const floor = largest * LENGTH_RATIO_MIN ** 2;
  const lifted = values.map((value) => Math.max(value, floor));
  const lengths = lifted.map(Math.sqrt);
  if (values.every((value, axis) => value === lifted[axis])) return { basis: vectors, lengths, covariance };
  return { basis: vectors, lengths, covariance: recompose(vectors, lifted) };
}

function recompose(basis: readonly number[], values: readonly number[]): number[] {
  const dimension = values.length;
  return Array.from({ length: dimension * dimension }, (_, cell) => {
    const [row, column] = [Math.floor(cell / dimension), cell % dimension];
    let total = 0;
    for (let axis = 0; axis < dimension; axis += 1) {
      total += basis[row * dimension + axis] * values[axis] * basis[column * dimension + axis];
    }
    return total;
  });
}

/** C^(-1/2) y = B D^(-1) B' y. */
function whitened({ basis, lengths }: Distribution, y: readonly number[]): number[] {
  const dimension = y.length;
  const along = lengths.map((length, axis) => {
    let total = 0;
    for (let row = 0; row < dimension; row += 1) total += basis[row * dimension + axis] * y[row];
    return total / length;
  });
  return y.map((_, row) => {
    let total = 0;
    for (let axis = 0; axis < dimension; axis += 1) total += basis[row * dimension + axis] * along[axis];
    return total;
  });
}

export function identity(dimension: number): number[] {
  return Array.from({ length: dimension * dimension }, (_, cell) => (cell % (dimension + 1) === 0 ? 1 : 0));
}
