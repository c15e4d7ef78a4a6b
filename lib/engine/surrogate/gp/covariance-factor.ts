import { choleskyInPlace } from "../../linalg/cholesky";
import { JITTERS } from "../../linalg/kernels";

/**
 * The factor L of a posterior covariance of n points, row-major, for joint draws; null when there is none. Points close
 * together make the covariance singular in rounding; a little is added until it is not.
 */
export function factorOfCovariance(covariance: Float64Array, n: number): Float64Array | null {
  for (const jitter of JITTERS) {
    const factor = covariance.slice();
    for (let i = 0; i < n; i += 1) factor[i * n + i] += jitter + 1e-10;
    if (choleskyInPlace(factor, n)) return factor;
  }
  return null;
}

/** The draw that these standard normals make: m + L z. */
export function jointDraw(mean: Float64Array, factor: Float64Array, normals: Float64Array): Float64Array {
  return mean.map((center, i) => {
    let value = center;
    for (let k = 0; k <= i; k += 1) value += factor[i * mean.length + k] * normals[k];
    return value;
  });
}
