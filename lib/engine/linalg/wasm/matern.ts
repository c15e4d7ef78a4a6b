/** Covariances of points, four by four. The arithmetic of ../typescript-routines/matern.ts, two numbers at a time. */

/** Constants are loaded, not written: V8 would build each literal anew at every use. Order as below. */
const CONSTANTS = memory.data<f64>(
  [
    Math.LOG2E,
    6755399441055744,
    0.6931471803691238,
    1.9082149292705877e-10,
    1,
    2.23606797749979,
    1.6666666666666667,
    -0.8333333333333334,
    300,
    1.6059043836821613e-10,
    2.08767569878681e-9,
    2.505210838544172e-8,
    2.755731922398589e-7,
    2.7557319223985893e-6,
    2.48015873015873e-5,
    1.984126984126984e-4,
    1.388888888888889e-3,
    8.333333333333333e-3,
    4.1666666666666664e-2,
    1.6666666666666666e-1,
    0.5,
  ],
  16,
);
const LOG2_E: usize = 0;
const ROUNDER: usize = 8;
const LN2_HIGH: usize = 16;
const LN2_LOW: usize = 24;
const ONE: usize = 32;
const SQRT_5: usize = 40;
const FIVE_THIRDS: usize = 48;
const MINUS_FIVE_SIXTHS: usize = 56;
const FAR: usize = 64;
const SERIES: usize = 72;

/** exp(-s) for 0 ≤ s ≤ 300; NaN stays NaN, and what is beyond is masked by the callers. */
function expOfNegative(s: v128): v128 {
  const x = f64x2.neg(s);
  const rounder = v128.load_splat<f64>(CONSTANTS + ROUNDER);
  const shifted = f64x2.add(f64x2.mul(x, v128.load_splat<f64>(CONSTANTS + LOG2_E)), rounder);
  const k = f64x2.sub(shifted, rounder);
  let r = f64x2.sub(x, f64x2.mul(k, v128.load_splat<f64>(CONSTANTS + LN2_HIGH)));
  r = f64x2.sub(r, f64x2.mul(k, v128.load_splat<f64>(CONSTANTS + LN2_LOW)));
  let p = v128.load_splat<f64>(CONSTANTS + SERIES);
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 8));
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 16));
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 24));
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 32));
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 40));
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 48));
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 56));
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 64));
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 72));
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 80));
  p = f64x2.add(f64x2.mul(p, r), v128.load_splat<f64>(CONSTANTS + SERIES, 88));
  const one = v128.load_splat<f64>(CONSTANTS + ONE);
  const y = f64x2.add(one, f64x2.add(r, f64x2.mul(f64x2.mul(r, r), p)));
  // 2^k: the low bits of `shifted` hold k; they move to the exponent's place.
  const power = i64x2.add(i64x2.shl(shifted, 52), one);
  return f64x2.mul(y, power);
}

/** √5 r. */
export function scaled(squared: v128): v128 {
  return f64x2.mul(v128.load_splat<f64>(CONSTANTS + SQRT_5), f64x2.sqrt(squared));
}

/** exp(-s), 0 where s is beyond FAR, whatever the series made of it. */
export function decay(s: v128): v128 {
  return v128.andnot(expOfNegative(s), f64x2.gt(s, v128.load_splat<f64>(CONSTANTS + FAR)));
}

/** (1 + s + 5/3 r²) e. Beyond FAR r² may be infinite: masked again. */
export function maternOf(squared: v128, s: v128, e: v128): v128 {
  const one = v128.load_splat<f64>(CONSTANTS + ONE);
  const polynomial = f64x2.add(f64x2.add(one, s), f64x2.mul(v128.load_splat<f64>(CONSTANTS + FIVE_THIRDS), squared));
  const far = f64x2.gt(s, v128.load_splat<f64>(CONSTANTS + FAR));
  return v128.andnot(f64x2.mul(polynomial, e), far);
}

/** -(5/6) (1 + s) e. */
export function slopeOf(s: v128, e: v128): v128 {
  const one = v128.load_splat<f64>(CONSTANTS + ONE);
  const far = f64x2.gt(s, v128.load_splat<f64>(CONSTANTS + FAR));
  const front = f64x2.mul(v128.load_splat<f64>(CONSTANTS + MINUS_FIVE_SIXTHS), f64x2.add(one, s));
  return v128.andnot(f64x2.mul(front, e), far);
}

/** Squared scaled distances of four points from four, features in panels. `weights` by column. */
export function distances(tile: usize, rows: usize, columns: usize, weights: usize, numeric: i32, codes: i32): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  let x = rows;
  let y = columns;
  let w = weights;
  for (let end = weights + ((<usize>numeric) << 3); w < end; w += 8, x += 32, y += 32) {
    const weight = v128.load_splat<f64>(w);
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    let s = v128.load_splat<f64>(y);
    let e0 = f64x2.sub(x0, s);
    let e1 = f64x2.sub(x1, s);
    a0 = f64x2.add(a0, f64x2.mul(f64x2.mul(weight, e0), e0));
    a1 = f64x2.add(a1, f64x2.mul(f64x2.mul(weight, e1), e1));
    s = v128.load_splat<f64>(y, 8);
    e0 = f64x2.sub(x0, s);
    e1 = f64x2.sub(x1, s);
    b0 = f64x2.add(b0, f64x2.mul(f64x2.mul(weight, e0), e0));
    b1 = f64x2.add(b1, f64x2.mul(f64x2.mul(weight, e1), e1));
    s = v128.load_splat<f64>(y, 16);
    e0 = f64x2.sub(x0, s);
    e1 = f64x2.sub(x1, s);
    c0 = f64x2.add(c0, f64x2.mul(f64x2.mul(weight, e0), e0));
    c1 = f64x2.add(c1, f64x2.mul(f64x2.mul(weight, e1), e1));
    s = v128.load_splat<f64>(y, 24);
    e0 = f64x2.sub(x0, s);
    e1 = f64x2.sub(x1, s);
    d0 = f64x2.add(d0, f64x2.mul(f64x2.mul(weight, e0), e0));
    d1 = f64x2.add(d1, f64x2.mul(f64x2.mul(weight, e1), e1));
  }
  for (let end = w + ((<usize>codes) << 3); w < end; w += 8, x += 32, y += 32) {
    const weight = v128.load_splat<f64>(w);
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    let s = v128.load_splat<f64>(y);
    a0 = f64x2.add(a0, v128.and(f64x2.ne(x0, s), weight));
    a1 = f64x2.add(a1, v128.and(f64x2.ne(x1, s), weight));
    s = v128.load_splat<f64>(y, 8);
    b0 = f64x2.add(b0, v128.and(f64x2.ne(x0, s), weight));
    b1 = f64x2.add(b1, v128.and(f64x2.ne(x1, s), weight));
    s = v128.load_splat<f64>(y, 16);
    c0 = f64x2.add(c0, v128.and(f64x2.ne(x0, s), weight));
    c1 = f64x2.add(c1, v128.and(f64x2.ne(x1, s), weight));
    s = v128.load_splat<f64>(y, 24);
    d0 = f64x2.add(d0, v128.and(f64x2.ne(x0, s), weight));
    d1 = f64x2.add(d1, v128.and(f64x2.ne(x1, s), weight));
  }
  v128.store(tile, a0);
  v128.store(tile, a1, 16);
  v128.store(tile, b0, 32);
  v128.store(tile, b1, 48);
  v128.store(tile, c0, 64);
  v128.store(tile, c1, 80);
  v128.store(tile, d0, 96);
  v128.store(tile, d1, 112);
}
