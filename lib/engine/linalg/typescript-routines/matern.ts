/**
 * Matern-5/2 with an exponential of its own: V8's, the C library's and a vectorised one differ in the last bit, and the
 * WebAssembly module cannot call V8's two at a time. ../wasm/matern.ts does the same operations in the same order.
 */

const ROUNDER = 6755399441055744; // 1.5 · 2^52: adding it rounds to a whole number
const LN2_HIGH = 6.93147180369123816490e-1; // its last 32 bits are zero: k · LN2_HIGH is exact
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT_5 = 2.23606797749979;
const FIVE_THIRDS = 1.6666666666666667;
const MINUS_FIVE_SIXTHS = -0.8333333333333334;
/** Where √5 r counts as infinitely far: exp(-300) is 1e-130, and products of still smaller numbers would be subnormal and slow. */
const FAR = 300;
const POWERS_OF_HALF = Float64Array.from({ length: 512 }, (_, k) => 2 ** -k);

/** exp(-s) for 0 ≤ s ≤ 300, to 3e-16 of it: 2^k times a Taylor series of degree 13 over |x - k ln 2| ≤ ln 2 / 2. */
export function expOfNegative(s: number): number {
  const x = -s;
  const k = x * 1.4426950408889634 + ROUNDER - ROUNDER;
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let p = 1.6059043836821613e-10;
  p = p * r + 2.08767569878681e-9;
  p = p * r + 2.505210838544172e-8;
  p = p * r + 2.755731922398589e-7;
  p = p * r + 2.7557319223985893e-6;
  p = p * r + 2.48015873015873e-5;
  p = p * r + 1.984126984126984e-4;
  p = p * r + 1.388888888888889e-3;
  p = p * r + 8.333333333333333e-3;
  p = p * r + 4.1666666666666664e-2;
  p = p * r + 1.6666666666666666e-1;
  p = p * r + 0.5;
  // NaN has no power: NaN · undefined stays NaN.
  return (1 + (r + r * r * p)) * POWERS_OF_HALF[0 - k];
}

/** k / signal at squared distance r². */
export function matern(squared: number): number {
  const s = SQRT_5 * Math.sqrt(squared);
  return s > FAR ? 0 : (1 + s + FIVE_THIRDS * squared) * expOfNegative(s);
}

/** ∂k/∂r² / signal: -(5/6) (1 + √5 r) exp(-√5 r), finite at 0. */
export function maternSlope(squared: number): number {
  const s = SQRT_5 * Math.sqrt(squared);
  return s > FAR ? 0 : MINUS_FIVE_SIXTHS * (1 + s) * expOfNegative(s);
}

/** Squared scaled distances of four points from four, features in panels, weights behind the signal variance. */
export function distances(
  tile: Float64Array,
  at: number,
  rows: Float64Array,
  x: number,
  columns: Float64Array,
  y: number,
  scales: Float64Array,
  numeric: number,
  codes: number,
): void {
  tile.fill(0, at, at + 16);
  for (let k = 0; k < numeric; k += 1) {
    const weight = scales[1 + k];
    for (let c = 0; c < 4; c += 1) {
      const s = columns[y + 4 * k + c];
      for (let r = 0; r < 4; r += 1) {
        const e = rows[x + 4 * k + r] - s;
        tile[at + 4 * c + r] += weight * e * e;
      }
    }
  }
  for (let k = numeric; k < numeric + codes; k += 1) {
    for (let c = 0; c < 4; c += 1) {
      const s = columns[y + 4 * k + c];
      for (let r = 0; r < 4; r += 1) if (rows[x + 4 * k + r] !== s) tile[at + 4 * c + r] += scales[1 + k];
    }
  }
}
