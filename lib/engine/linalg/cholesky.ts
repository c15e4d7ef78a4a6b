/**
 * Cholesky factors and triangular solves, row-major, lower triangle. Plain loops: the fallback and the oracle of the
 * faster kernels, and enough for small matrices.
 */

/** Factorizes in place, A = L Lᵀ, reading and writing the lower triangle only. False when A is not positive definite. */
export function choleskyInPlace(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k += 1) sum -= a[i * n + k] * a[j * n + k];
      if (i === j) {
        // Also refuses NaN, which compares false.
        if (!(sum > 0)) return false;
        a[i * n + i] = Math.sqrt(sum);
      } else {
        a[i * n + j] = sum / a[j * n + j];
      }
    }
  }
  return true;
}

/** Solves L x = b in place. */
export function solveLower(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i += 1) {
    let sum = b[i];
    for (let k = 0; k < i; k += 1) sum -= l[i * n + k] * b[k];
    b[i] = sum / l[i * n + i];
  }
}

/** Solves Lᵀ x = b in place. */
export function solveLowerTransposed(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i -= 1) {
    b[i] /= l[i * n + i];
    for (let k = 0; k < i; k += 1) b[k] -= l[i * n + k] * b[i];
  }
}

/** The inverse of L Lᵀ, whole and symmetric, row-major. */
export function inverseFromFactor(l: Float64Array, n: number): Float64Array {
  // M = L⁻¹ row by row: (i, j) needs the rows above, so it can be built in place of nothing.
  const m = new Float64Array(n * n);
  for (let j = 0; j < n; j += 1) {
    m[j * n + j] = 1 / l[j * n + j];
    for (let i = j + 1; i < n; i += 1) {
      let sum = 0;
      for (let k = j; k < i; k += 1) sum -= l[i * n + k] * m[k * n + j];
      m[i * n + j] = sum / l[i * n + i];
    }
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = i; k < n; k += 1) sum += m[k * n + i] * m[k * n + j];
      inverse[i * n + j] = sum;
      inverse[j * n + i] = sum;
    }
  }
  return inverse;
}
