/** Kernel matrices and the sums over them. See ../panel-routines.ts; `scales` is the signal variance, then a weight per column. */
import { distances, maternSlopes, materns, prepareTile } from "./matern";

const TILE = memory.data(128, 16);
const SLOPES = memory.data(128, 16);
/** k / signal, or its slope by r². */
const SHAPES = memory.data(128, 16);

export function covarianceTriangle(
  out: usize,
  stride: i32,
  points: usize,
  scales: usize,
  numeric: i32,
  codes: i32,
  from: i32,
  to: i32,
): void {
  const width = (<usize>(numeric + codes)) << 5;
  for (let i = from; i < to; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const tile = out + ((<usize>i * <usize>stride) << 5) + ((<usize>j) << 7);
      covarianceTile(tile, points + <usize>i * width, points + <usize>j * width, scales, numeric, codes);
    }
  }
}

export function covarianceRows(
  out: usize,
  stride: i32,
  rows: usize,
  panels: i32,
  points: usize,
  count: i32,
  scales: usize,
  numeric: i32,
  codes: i32,
): void {
  const width = (<usize>(numeric + codes)) << 5;
  const tiles = (count + 3) >> 2;
  for (let i = 0; i < panels; i += 1) {
    const row = out + ((<usize>i * <usize>stride) << 5);
    for (let j = 0; j < tiles; j += 1) {
      covarianceTile(
        row + ((<usize>j) << 7),
        rows + <usize>i * width,
        points + <usize>j * width,
        scales,
        numeric,
        codes,
      );
    }
    memory.fill(row + ((<usize>count) << 5), 0, (<usize>((tiles << 2) - count)) << 5);
  }
}

function covarianceTile(tile: usize, x: usize, y: usize, scales: usize, numeric: i32, codes: i32): void {
  distances(tile, x, y, scales + 8, numeric, codes);
  prepareTile(tile);
  materns(tile, tile);
  const signal = v128.load_splat<f64>(scales);
  for (let at = tile; at < tile + 128; at += 16) v128.store(at, f64x2.mul(signal, v128.load(at)));
}

/** sums := Σ_columns x · weight, four rows at once. */
export function weightedSums(sums: usize, x: usize, stride: i32, panels: i32, weights: usize, count: i32): void {
  for (let i = 0; i < panels; i += 1) {
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let p = x + ((<usize>i * <usize>stride) << 5);
    for (let q = weights; q < weights + ((<usize>count) << 3); q += 8, p += 32) {
      const s = v128.load_splat<f64>(q);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(p), s));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(p, 16), s));
    }
    v128.store(sums + ((<usize>i) << 5), a0);
    v128.store(sums + ((<usize>i) << 5), a1, 16);
  }
}

/** sums += Σ x² over columns `from` to `to`. */
export function addSquares(sums: usize, x: usize, stride: i32, panels: i32, from: i32, to: i32): void {
  for (let i = 0; i < panels; i += 1) {
    const at = sums + ((<usize>i) << 5);
    const row = x + ((<usize>i * <usize>stride) << 5);
    let a0 = v128.load(at);
    let a1 = v128.load(at, 16);
    for (let p = row + ((<usize>from) << 5); p < row + ((<usize>to) << 5); p += 32) {
      const x0 = v128.load(p);
      const x1 = v128.load(p, 16);
      a0 = f64x2.add(a0, f64x2.mul(x0, x0));
      a1 = f64x2.add(a1, f64x2.mul(x1, x1));
    }
    v128.store(at, a0);
    v128.store(at, a1, 16);
  }
}

export function predictionGradients(
  means: usize,
  variances: usize,
  rows: usize,
  panels: i32,
  points: usize,
  count: i32,
  alpha: usize,
  solved: usize,
  stride: i32,
  scales: usize,
  numeric: i32,
  codes: i32,
): void {
  const width = (<usize>(numeric + codes)) << 5;
  const tiles = (count + 3) >> 2;
  const size = (<usize>numeric) << 5;
  memory.fill(means, 0, size * <usize>panels);
  memory.fill(variances, 0, size * <usize>panels);
  for (let i = 0; i < panels; i += 1) {
    const x = rows + <usize>i * width;
    const toMean = means + <usize>i * size;
    const toVariance = variances + <usize>i * size;
    for (let j = 0; j < tiles; j += 1) {
      const y = points + <usize>j * width;
      distances(TILE, x, y, scales + 8, numeric, codes);
      const z = solved + ((<usize>i * <usize>stride) << 5) + ((<usize>j) << 7);
      slopeWeights(scales, alpha + ((<usize>j) << 5), z);
      for (let k: usize = 0; k < <usize>numeric; k += 1) {
        addSlopes(toMean + (k << 5), toVariance + (k << 5), x + (k << 5), y + (k << 5));
      }
    }
    for (let k: usize = 0; k < <usize>numeric; k += 1) {
      const w = v128.load_splat<f64>(scales + (k << 3), 8);
      scaleBy(toMean + (k << 5), w);
      scaleBy(toVariance + (k << 5), w);
    }
  }
}

function scaleBy(at: usize, w: v128): void {
  v128.store(at, f64x2.mul(v128.load(at), w));
  v128.store(at, f64x2.mul(v128.load(at, 16), w), 16);
}

/** What the difference of each pair in TILE counts for: in the mean into TILE, in the variance into SLOPES. */
function slopeWeights(scales: usize, alpha: usize, z: usize): void {
  const signal = v128.load_splat<f64>(scales);
  const two = f64x2.splat(2);
  prepareTile(TILE);
  maternSlopes(SHAPES);
  for (let c: usize = 0; c < 4; c += 1) {
    const weight = v128.load_splat<f64>(alpha + (c << 3));
    for (let at = c << 5; at < (c << 5) + 32; at += 16) {
      const change = f64x2.mul(two, f64x2.mul(signal, v128.load(SHAPES + at)));
      v128.store(TILE + at, f64x2.mul(change, weight));
      v128.store(SLOPES + at, f64x2.neg(f64x2.mul(two, f64x2.mul(change, v128.load(z + at)))));
    }
  }
}

function addSlopes(toMean: usize, toVariance: usize, x: usize, y: usize): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x, 16);
  let m0 = v128.load(toMean);
  let m1 = v128.load(toMean, 16);
  let v0 = v128.load(toVariance);
  let v1 = v128.load(toVariance, 16);
  for (let c: usize = 0; c < 4; c += 1) {
    const s = v128.load_splat<f64>(y + (c << 3));
    const e0 = f64x2.sub(x0, s);
    const e1 = f64x2.sub(x1, s);
    const at = c << 5;
    m0 = f64x2.add(m0, f64x2.mul(v128.load(TILE + at), e0));
    m1 = f64x2.add(m1, f64x2.mul(v128.load(TILE + at, 16), e1));
    v0 = f64x2.add(v0, f64x2.mul(v128.load(SLOPES + at), e0));
    v1 = f64x2.add(v1, f64x2.mul(v128.load(SLOPES + at, 16), e1));
  }
  v128.store(toMean, m0);
  v128.store(toMean, m1, 16);
  v128.store(toVariance, v0);
  v128.store(toVariance, v1, 16);
}

/**
 * totals[0] += Σ_{j<i} outer k and totals[1 + column] += Σ_{j<i} outer ∂k/∂r² (share of the column in r²), with
 * outer = α αᵀ - K⁻¹. Sums run over j within a row, then over rows.
 */
export function likelihoodGradient(
  totals: usize,
  rowSums: usize,
  points: usize,
  scales: usize,
  numeric: i32,
  codes: i32,
  alpha: usize,
  negatedInverse: usize,
  stride: i32,
  tiles: i32,
): void {
  const columns = numeric + codes;
  const width = (<usize>columns) << 5;
  for (let i = 0; i < tiles; i += 1) {
    memory.fill(rowSums, 0, width + 32);
    const x = points + <usize>i * width;
    const a = alpha + ((<usize>i) << 5);
    for (let j = 0; j <= i; j += 1) {
      const y = points + <usize>j * width;
      distances(TILE, x, y, scales + 8, numeric, codes);
      const inverse = negatedInverse + ((<usize>i * <usize>stride) << 5) + ((<usize>j) << 7);
      outerProducts(a, alpha + ((<usize>j) << 5), inverse, i === j);
      addSignalShares(rowSums, scales);
      for (let k: usize = 0; k < <usize>columns; k += 1) {
        const to = rowSums + 32 + (k << 5);
        const weight = v128.load_splat<f64>(scales + (k << 3), 8);
        if (k < <usize>numeric) addNumericShares(to, x + (k << 5), y + (k << 5), weight);
        else addCodeShares(to, x + (k << 5), y + (k << 5), weight);
      }
    }
    for (let k: usize = 0; k <= <usize>columns; k += 1) {
      const total = totals + (k << 3);
      for (let r: usize = 0; r < 4; r += 1)
        store<f64>(total, load<f64>(total) + load<f64>(rowSums + (k << 5) + (r << 3)));
    }
  }
}

/** Into SLOPES; pairs with themselves or counted already are 0. */
function outerProducts(a: usize, b: usize, inverse: usize, diagonal: bool): void {
  const a0 = v128.load(a);
  const a1 = v128.load(a, 16);
  for (let c: usize = 0; c < 4; c += 1) {
    const s = v128.load_splat<f64>(b + (c << 3));
    const at = c << 5;
    v128.store(SLOPES + at, f64x2.add(f64x2.mul(a0, s), v128.load(inverse + at)));
    v128.store(SLOPES + at, f64x2.add(f64x2.mul(a1, s), v128.load(inverse + at, 16)), 16);
    if (diagonal) for (let r: usize = 0; r <= c; r += 1) store<f64>(SLOPES + at + (r << 3), 0);
  }
}

/** Adds outer · signal · k; SLOPES becomes outer · signal · ∂k/∂r². */
function addSignalShares(to: usize, scales: usize): void {
  const signal = v128.load_splat<f64>(scales);
  prepareTile(TILE);
  materns(SHAPES, TILE);
  let a0 = v128.load(to);
  let a1 = v128.load(to, 16);
  for (let at: usize = 0; at < 128; at += 32) {
    const x0 = f64x2.mul(v128.load(SLOPES + at), signal);
    const x1 = f64x2.mul(v128.load(SLOPES + at, 16), signal);
    a0 = f64x2.add(a0, f64x2.mul(x0, v128.load(SHAPES + at)));
    a1 = f64x2.add(a1, f64x2.mul(x1, v128.load(SHAPES + at, 16)));
    v128.store(SLOPES + at, x0);
    v128.store(SLOPES + at, x1, 16);
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  maternSlopes(SHAPES);
  for (let at: usize = 0; at < 128; at += 16) {
    v128.store(SLOPES + at, f64x2.mul(v128.load(SLOPES + at), v128.load(SHAPES + at)));
  }
}

function addNumericShares(to: usize, x: usize, y: usize, weight: v128): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x, 16);
  let a0 = v128.load(to);
  let a1 = v128.load(to, 16);
  for (let c: usize = 0; c < 4; c += 1) {
    const s = v128.load_splat<f64>(y + (c << 3));
    const e0 = f64x2.sub(x0, s);
    const e1 = f64x2.sub(x1, s);
    const at = c << 5;
    a0 = f64x2.add(a0, f64x2.mul(v128.load(SLOPES + at), f64x2.mul(f64x2.mul(weight, e0), e0)));
    a1 = f64x2.add(a1, f64x2.mul(v128.load(SLOPES + at, 16), f64x2.mul(f64x2.mul(weight, e1), e1)));
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
}

function addCodeShares(to: usize, x: usize, y: usize, weight: v128): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x, 16);
  let a0 = v128.load(to);
  let a1 = v128.load(to, 16);
  for (let c: usize = 0; c < 4; c += 1) {
    const s = v128.load_splat<f64>(y + (c << 3));
    const at = c << 5;
    a0 = f64x2.add(a0, f64x2.mul(v128.load(SLOPES + at), v128.and(f64x2.ne(x0, s), weight)));
    a1 = f64x2.add(a1, f64x2.mul(v128.load(SLOPES + at, 16), v128.and(f64x2.ne(x1, s), weight)));
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
}

/** Copies one row of the first `columns` columns from one place in panels to another. */
export function copyRow(to: usize, from: usize, stride: i32, toRow: i32, fromRow: i32, columns: i32): void {
  let p = from + ((<usize>(fromRow >> 2) * <usize>stride) << 5) + ((<usize>(fromRow & 3)) << 3);
  let q = to + ((<usize>(toRow >> 2) * <usize>stride) << 5) + ((<usize>(toRow & 3)) << 3);
  for (let end = p + ((<usize>columns) << 5); p < end; p += 32, q += 32) store<f64>(q, load<f64>(p));
}

/** Where memory that nothing occupies begins. */
export function firstFree(): usize {
  return __heap_base;
}
