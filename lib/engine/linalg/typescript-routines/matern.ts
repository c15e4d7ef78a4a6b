/**
 * Matern-5/2 with an exponential of its own: V8's, the C library's and a vectorised one differ in the last bit, and the
 * WebAssembly module cannot call V8's two at a time. ../wasm/matern.ts does the same operations in the same order.
 */

const ROUNDER = 6755399441055744; // 1.5 · 2^52: adding it rounds to a whole number
const LN2_HIGH = 0.6931471803691238; // its last 32 bits are zero: k · LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10;
const SQRT_5 = 2.23606797749979;
const FIVE_THIRDS = 1.6666666666666667;
const MINUS_FIVE_SIXTHS = -0.8333333333333334;
/** Where √5 r counts as infinitely far: exp(-300) is 1e-130, and products of still smaller numbers would be subnormal and slow. */
const FAR = 300;
const POWERS_OF_HALF = Float64Array.from({ length: 512 }, (_, k) => 2 ** -k);

/** exp(-s) for 0 ≤ s ≤ 300, to 3e-16 of it: 2^k times a Taylor series of degree 13 over |x - k ln 2| ≤ ln 2 / 2. */
export function expOfNegative(s: number): number {
  const x = -s;
  const k = x * Math.LOG2E + ROUNDER - ROUNDER;
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
  for (let c = 0; c < 4; c += 1) {
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    for (let k = 0, p = x, q = y + c; k < numeric; k += 1, p += 4, q += 4) {
      const weight = scales[1 + k];
      const s = columns[q];
      const e0 = rows[p] - s;
      const e1 = rows[p + 1] - s;
      const e2 = rows[p + 2] - s;
      const e3 = rows[p + 3] - s;
      a0 += weight * e0 * e0;
      a1 += weight * e1 * e1;
      a2 += weight * e2 * e2;
      a3 += weight * e3 * e3;
    }
    const to = at + 4 * c;
    tile[to] = a0;
    tile[to + 1] = a1;
    tile[to + 2] = a2;
    tile[to + 3] = a3;
  }
  for (let k = numeric; k < numeric + codes; k += 1)
    addMismatches(tile, at, rows, x + 4 * k, columns, y + 4 * k, scales[1 + k]);
}

function addMismatches(
  tile: Float64Array,
  at: number,
  rows: Float64Array,
  x: number,
  columns: Float64Array,
  y: number,
  weight: number,
): void {
  for (let place = 0; place < 16; place += 1) {
    if (rows[x + (place & 3)] !== columns[y + (place >> 2)]) tile[at + place] += weight;
  }
}
