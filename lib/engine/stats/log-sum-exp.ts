/** Terms this far below the largest change no digit of a sum of up to a million. */
export const NEGLIGIBLE = -52;

/** ln Σ exp(x_i), without overflow or underflow; -Infinity for no terms. */
export function logSumExp(terms: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < terms.length; index += 1) if (terms[index] > largest) largest = terms[index];
  // Infinity - Infinity would be NaN.
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let index = 0; index < terms.length; index += 1) {
    const below = terms[index] - largest;
    if (below > NEGLIGIBLE) sum += Math.exp(below);
  }
  return largest + Math.log(sum);
}
