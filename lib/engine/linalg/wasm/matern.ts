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
const SERIES_END: usize = 168;

/** Of the tile in hand: √5 r, what is left of its negative after multiples of ln 2, and exp(-√5 r). */
const ROOTS = memory.data(128, 16);
const RESTS = memory.data(128, 16);
const DECAYS = memory.data(128, 16);

/** Takes a tile of squared distances in hand. In passes, so that vectors hide each other's latency. */
export function prepareTile(squares: usize): void {
  const root = v128.load_splat<f64>(CONSTANTS + SQRT_5);
  for (let at: usize = 0; at < 128; at += 16) {
    v128.store(ROOTS + at, f64x2.mul(root, f64x2.sqrt(v128.load(squares + at))));
  }
  const log2e = v128.load_splat<f64>(CONSTANTS + LOG2_E);
  const rounder = v128.load_splat<f64>(CONSTANTS + ROUNDER);
  const high = v128.load_splat<f64>(CONSTANTS + LN2_HIGH);
  const low = v128.load_splat<f64>(CONSTANTS + LN2_LOW);
  for (let at: usize = 0; at < 128; at += 16) {
    const x = f64x2.neg(v128.load(ROOTS + at));
    const shifted = f64x2.add(f64x2.mul(x, log2e), rounder);
    const k = f64x2.sub(shifted, rounder);
    v128.store(DECAYS + at, shifted);
    v128.store(RESTS + at, f64x2.sub(f64x2.sub(x, f64x2.mul(k, high)), f64x2.mul(k, low)));
  }
  finishDecays(0);
  finishDecays(64);
}

/** The series for half a tile. 0 ≤ √5 r ≤ 300; NaN stays NaN, and what is beyond is masked below. */
function finishDecays(half: usize): void {
  const r0 = v128.load(RESTS + half);
  const r1 = v128.load(RESTS + half, 16);
  const r2 = v128.load(RESTS + half, 32);
  const r3 = v128.load(RESTS + half, 48);
  let p0 = v128.load_splat<f64>(CONSTANTS + SERIES);
  let p1 = p0;
  let p2 = p0;
  let p3 = p0;
  for (let at = CONSTANTS + SERIES + 8; at < CONSTANTS + SERIES_END; at += 8) {
    const c = v128.load_splat<f64>(at);
    p0 = f64x2.add(f64x2.mul(p0, r0), c);
    p1 = f64x2.add(f64x2.mul(p1, r1), c);
    p2 = f64x2.add(f64x2.mul(p2, r2), c);
    p3 = f64x2.add(f64x2.mul(p3, r3), c);
  }
  finishDecay(DECAYS + half, r0, p0);
  finishDecay(DECAYS + half + 16, r1, p1);
  finishDecay(DECAYS + half + 32, r2, p2);
  finishDecay(DECAYS + half + 48, r3, p3);
}

function finishDecay(at: usize, r: v128, p: v128): void {
  const one = v128.load_splat<f64>(CONSTANTS + ONE);
  const y = f64x2.add(one, f64x2.add(r, f64x2.mul(f64x2.mul(r, r), p)));
  // 2^k: the low bits of what was shifted hold k; they move to the exponent's place.
  const power = i64x2.add(i64x2.shl(v128.load(at), 52), one);
  v128.store(at, f64x2.mul(y, power));
}

/** (1 + s + 5/3 r²) exp(-s) of the tile in hand, s = √5 r; 0 beyond FAR, where r² may be infinite. */
export function materns(to: usize, squares: usize): void {
  const one = v128.load_splat<f64>(CONSTANTS + ONE);
  const thirds = v128.load_splat<f64>(CONSTANTS + FIVE_THIRDS);
  const limit = v128.load_splat<f64>(CONSTANTS + FAR);
  for (let at: usize = 0; at < 128; at += 16) {
    const s = v128.load(ROOTS + at);
    const polynomial = f64x2.add(f64x2.add(one, s), f64x2.mul(thirds, v128.load(squares + at)));
    v128.store(to + at, v128.andnot(f64x2.mul(polynomial, v128.load(DECAYS + at)), f64x2.gt(s, limit)));
  }
}

/** -(5/6) (1 + s) exp(-s) of the tile in hand; 0 beyond FAR. */
export function maternSlopes(to: usize): void {
  const one = v128.load_splat<f64>(CONSTANTS + ONE);
  const front = v128.load_splat<f64>(CONSTANTS + MINUS_FIVE_SIXTHS);
  const limit = v128.load_splat<f64>(CONSTANTS + FAR);
  for (let at: usize = 0; at < 128; at += 16) {
    const s = v128.load(ROOTS + at);
    const slope = f64x2.mul(f64x2.mul(front, f64x2.add(one, s)), v128.load(DECAYS + at));
    v128.store(to + at, v128.andnot(slope, f64x2.gt(s, limit)));
  }
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
