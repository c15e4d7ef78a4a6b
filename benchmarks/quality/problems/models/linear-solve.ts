/** Solves (A + shift I) X = B for a symmetric positive definite A in place; false when it is not one. */
export function solveSpd(a: Float64Array, size: number, shift: number, right: readonly Float64Array[]): boolean {
  for (let row = 0; row < size; row += 1) a[row * size + row] += shift;
  if (!factor(a, size)) return false;
  for (const b of right) substitute(a, size, b);
  return true;
}

/** Cholesky, lower triangle. */
function factor(a: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = a[row * size + column];
      for (let k = 0; k < column; k += 1) sum -= a[row * size + k] * a[column * size + k];
      if (row > column) a[row * size + column] = sum / a[column * size + column];
      else if (sum > 0) a[row * size + row] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

function substitute(lower: Float64Array, size: number, b: Float64Array): void {
  for (let row = 0; row < size; row += 1) {
    let sum = b[row];
    for (let k = 0; k < row; k += 1) sum -= lower[row * size + k] * b[k];
    b[row] = sum / lower[row * size + row];
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = b[row];
    for (let k = row + 1; k < size; k += 1) sum -= lower[k * size + row] * b[k];
    b[row] = sum / lower[row * size + row];
  }
}
