/** Kernel matrices by plain loops and `Math.exp`. */
import type { FeaturePoints, GpHyperparameters } from "../linalg/kernels";

const SQRT5 = Math.sqrt(5);

/** Squared scaled distance r² of two points by their row numbers. */
export function scaledDistance(
  one: FeaturePoints,
  i: number,
  other: FeaturePoints,
  j: number,
  weights: Float64Array,
): number {
  const { numeric, codes, groupOf } = one.layout;
  let sum = 0;
  for (let k = 0; k < numeric; k += 1) {
    const difference = one.numeric[i * numeric + k] - other.numeric[j * numeric + k];
    sum += weights[groupOf[k]] * difference * difference;
  }
  for (let k = 0; k < codes; k += 1) {
    if (one.codes[i * codes + k] !== other.codes[j * codes + k]) sum += weights[groupOf[numeric + k]];
  }
  return sum;
}

/** Matern-5/2 at squared distance r² (signal left out). */
export function matern(squared: number): number {
  const s = SQRT5 * Math.sqrt(squared);
  return (1 + s + (5 / 3) * squared) * Math.exp(-s);
}

/** Its derivative by r²: -(5/6) (1 + √5 r) exp(-√5 r), finite at 0. */
export function maternSlope(squared: number): number {
  const s = SQRT5 * Math.sqrt(squared);
  return (-5 / 6) * (1 + s) * Math.exp(-s);
}

/** Covariances of `one`'s points (rows) with `other`'s (columns), row-major. */
export function crossCovariance(
  one: FeaturePoints,
  other: FeaturePoints,
  { weights, signal }: GpHyperparameters,
): Float64Array {
  const matrix = new Float64Array(one.count * other.count);
  for (let i = 0; i < one.count; i += 1) {
    for (let j = 0; j < other.count; j += 1) {
      matrix[i * other.count + j] = signal * matern(scaledDistance(one, i, other, j, weights));
    }
  }
  return matrix;
}
