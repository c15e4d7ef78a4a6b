/**
 * A Gaussian process over points and time, in which what was learnt long ago counts less.
 * Parker-Holder et al. 2020 (after Bogunovic, Scarlett & Cevher 2016).
 *
 *   k((u, c, t), (u', c', t')) = exp(-|u - u'|^2 / 2 l^2) · 2^-|{i : c_i differ}| · (1 - e)^(|t - t'| / 2)
 *   u = numbers in [0, 1]   c = choices   t = interval   l = length scale   e = forgetting   s = noise variance
 *
 * l, e and s maximize the marginal likelihood on a grid: small data, and the same answer on every machine.
 */
import { choleskyInPlace, solveLower, solveLowerTransposed } from "../../linalg/cholesky";

export interface TimedPoint {
  readonly units: readonly number[];
  readonly choices: readonly number[];
  readonly time: number;
}

interface Hyperparameters {
  readonly length: number;
  readonly forgetting: number;
  readonly noise: number;
}

const LENGTHS = [0.1, 0.2, 0.4, 0.8, 1.6];
const FORGETTING = [0, 0.05, 0.2, 0.5];
const NOISES = [0.01, 0.1, 0.5];

export interface TimeVaryingModel {
  mean(point: TimedPoint): number;
  /** The standard deviation when the pending points' outcomes are known too, whatever they are. */
  deviation(point: TimedPoint): number;
}

/** Of targets with mean 0 and variance 1. */
export function fitTimeVaryingModel(
  points: readonly TimedPoint[],
  targets: readonly number[],
  pending: readonly TimedPoint[],
): TimeVaryingModel {
  const hyperparameters = mostLikely(points, targets);
  const factor = factorize(points, hyperparameters);
  const weights = Float64Array.from(targets);
  solveLower(factor, points.length, weights);
  solveLowerTransposed(factor, points.length, weights);
  const all = [...points, ...pending];
  const fuller = factorize(all, hyperparameters);
  return {
    mean: (point) =>
      points.reduce((sum, other, index) => sum + covariance(point, other, hyperparameters) * weights[index], 0),
    deviation(point) {
      const cross = Float64Array.from(all, (other) => covariance(point, other, hyperparameters));
      solveLower(fuller, all.length, cross);
      // Rounding may leave less than nothing of the variance at a point that is known.
      return Math.sqrt(Math.max(0, 1 - cross.reduce((sum, value) => sum + value * value, 0)));
    },
  };
}

function mostLikely(points: readonly TimedPoint[], targets: readonly number[]): Hyperparameters {
  const grid = LENGTHS.flatMap((length) =>
    FORGETTING.flatMap((forgetting) => NOISES.map((noise) => ({ length, forgetting, noise }))),
  );
  const scored = grid.map((hyperparameters) => ({
    hyperparameters,
    value: logLikelihood(points, targets, hyperparameters),
  }));
  return scored.reduce((best, other) => (other.value > best.value ? other : best)).hyperparameters;
}

/** Log marginal likelihood but for its constant (Rasmussen & Williams 2006, eq. 5.8). */
function logLikelihood(
  points: readonly TimedPoint[],
  targets: readonly number[],
  hyperparameters: Hyperparameters,
): number {
  const n = points.length;
  const factor = factorize(points, hyperparameters);
  const scaled = Float64Array.from(targets);
  solveLower(factor, n, scaled);
  let value = 0;
  for (let i = 0; i < n; i += 1) value -= 0.5 * scaled[i] ** 2 + Math.log(factor[i * n + i]);
  return value;
}

function factorize(points: readonly TimedPoint[], hyperparameters: Hyperparameters): Float64Array {
  const n = points.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) matrix[i * n + j] = covariance(points[i], points[j], hyperparameters);
    matrix[i * n + i] = 1 + hyperparameters.noise;
  }
  // A product of valid kernels with a noise of at least 0.01 on its diagonal is positive definite.
  if (!choleskyInPlace(matrix, n)) throw new Error("The covariance of a population's points is not positive definite.");
  return matrix;
}

function covariance(one: TimedPoint, other: TimedPoint, { length, forgetting }: Hyperparameters): number {
  const squared = one.units.reduce((sum, unit, index) => sum + (unit - other.units[index]) ** 2, 0);
  const differing = one.choices.reduce((count, choice, index) => count + (choice === other.choices[index] ? 0 : 1), 0);
  const remembered = (1 - forgetting) ** (Math.abs(one.time - other.time) / 2);
  return Math.exp(-squared / (2 * length * length)) * 2 ** -differing * remembered;
}
