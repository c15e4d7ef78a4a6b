/** Kernel matrices and the sums over them. `scales` is the signal variance, then a weight per column. */
import { distances, matern, maternSlope } from "./matern";

export function covarianceTriangle(
  out: Float64Array,
  stride: number,
  points: Float64Array,
  scales: Float64Array,
  numeric: number,
  codes: number,
  from: number,
  to: number,
): void {
  const width = 4 * (numeric + codes);
  for (let i = from; i < to; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const tile = 4 * i * stride + 16 * j;
      distances(out, tile, points, i * width, points, j * width, scales, numeric, codes);
      toCovariances(out, tile, scales[0]);
    }
  }
}

export function covarianceRows(
  out: Float64Array,
  stride: number,
  rows: Float64Array,
  panels: number,
  points: Float64Array,
  count: number,
  scales: Float64Array,
  numeric: number,
  codes: number,
): void {
  const width = 4 * (numeric + codes);
  const tiles = (count + 3) >> 2;
  for (let i = 0; i < panels; i += 1) {
    const row = 4 * i * stride;
    for (let j = 0; j < tiles; j += 1) {
      distances(out, row + 16 * j, rows, i * width, points, j * width, scales, numeric, codes);
      toCovariances(out, row + 16 * j, scales[0]);
    }
    out.fill(0, row + 4 * count, row + 16 * tiles);
  }
}

function toCovariances(out: Float64Array, tile: number, signal: number): void {
  for (let at = tile; at < tile + 16; at += 1) out[at] = signal * matern(out[at]);
}

export function weightedSums(
  sums: Float64Array,
  x: Float64Array,
  stride: number,
  panels: number,
  weights: Float64Array,
  count: number,
): void {
  for (let i = 0; i < panels; i += 1) {
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    for (let k = 0, p = 4 * i * stride; k < count; k += 1, p += 4) {
      const s = weights[k];
      a0 += x[p] * s;
      a1 += x[p + 1] * s;
      a2 += x[p + 2] * s;
      a3 += x[p + 3] * s;
    }
    sums[4 * i] = a0;
    sums[4 * i + 1] = a1;
    sums[4 * i + 2] = a2;
    sums[4 * i + 3] = a3;
  }
}

export function addSquares(
  sums: Float64Array,
  x: Float64Array,
  stride: number,
  panels: number,
  from: number,
  to: number,
): void {
  for (let i = 0; i < panels; i += 1) {
    for (let p = 4 * (i * stride + from); p < 4 * (i * stride + to); p += 4) {
      for (let r = 0; r < 4; r += 1) sums[4 * i + r] += x[p + r] * x[p + r];
    }
  }
}

export function predictionGradients(
  means: Float64Array,
  variances: Float64Array,
  rows: Float64Array,
  panels: number,
  points: Float64Array,
  count: number,
  alpha: Float64Array,
  solved: Float64Array,
  stride: number,
  scales: Float64Array,
  numeric: number,
  codes: number,
): void {
  const width = 4 * (numeric + codes);
  const size = 4 * numeric;
  const tiles = (count + 3) >> 2;
  const squares = new Float64Array(16);
  means.fill(0, 0, size * panels);
  variances.fill(0, 0, size * panels);
  for (let i = 0; i < panels; i += 1) {
    for (let j = 0; j < tiles; j += 1) {
      distances(squares, 0, rows, i * width, points, j * width, scales, numeric, codes);
      for (let at = 0; at < 16; at += 1) {
        const change = 2 * (scales[0] * maternSlope(squares[at]));
        const byMean = change * alpha[4 * j + (at >> 2)];
        const byVariance = -(2 * (change * solved[4 * i * stride + 16 * j + at]));
        for (let k = 0; k < numeric; k += 1) {
          const e = rows[i * width + 4 * k + (at & 3)] - points[j * width + 4 * k + (at >> 2)];
          means[i * size + 4 * k + (at & 3)] += byMean * e;
          variances[i * size + 4 * k + (at & 3)] += byVariance * e;
        }
      }
    }
    for (let k = 0; k < size; k += 1) {
      means[i * size + k] *= scales[1 + (k >> 2)];
      variances[i * size + k] *= scales[1 + (k >> 2)];
    }
  }
}

export function likelihoodGradient(
  totals: Float64Array,
  rowSums: Float64Array,
  points: Float64Array,
  scales: Float64Array,
  numeric: number,
  codes: number,
  alpha: Float64Array,
  negatedInverse: Float64Array,
  stride: number,
  tiles: number,
): void {
  const columns = numeric + codes;
  const squares = new Float64Array(16);
  const slopes = new Float64Array(16);
  for (let i = 0; i < tiles; i += 1) {
    const x = 4 * i * columns;
    rowSums.fill(0, 0, 4 * (columns + 1));
    for (let j = 0; j <= i; j += 1) {
      const y = 4 * j * columns;
      distances(squares, 0, points, x, points, y, scales, numeric, codes);
      outerProducts(slopes, alpha, i, j, negatedInverse, 4 * i * stride + 16 * j);
      addSignalShares(rowSums, slopes, squares, scales[0]);
      for (let k = 0; k < numeric; k += 1) {
        addNumericShares(rowSums, 4 + 4 * k, points, x + 4 * k, y + 4 * k, scales[1 + k], slopes);
      }
      for (let k = numeric; k < columns; k += 1) {
        addCodeShares(rowSums, 4 + 4 * k, points, x + 4 * k, y + 4 * k, scales[1 + k], slopes);
      }
    }
    for (let k = 0; k <= columns; k += 1) {
      for (let r = 0; r < 4; r += 1) totals[k] += rowSums[4 * k + r];
    }
  }
}

/** α αᵀ - K⁻¹ of a tile; pairs with themselves or counted already are 0. */
function outerProducts(
  outer: Float64Array,
  alpha: Float64Array,
  i: number,
  j: number,
  negatedInverse: Float64Array,
  tile: number,
): void {
  for (let at = 0; at < 16; at += 1) {
    const counted = i === j && (at & 3) <= at >> 2;
    outer[at] = counted ? 0 : alpha[4 * i + (at & 3)] * alpha[4 * j + (at >> 2)] + negatedInverse[tile + at];
  }
}

/** Adds outer · signal · k; `slopes` goes from outer to outer · signal · ∂k/∂r². */
function addSignalShares(sums: Float64Array, slopes: Float64Array, squares: Float64Array, signal: number): void {
  for (let at = 0; at < 16; at += 1) {
    const outer = slopes[at] * signal;
    sums[at & 3] += outer * matern(squares[at]);
    slopes[at] = outer * maternSlope(squares[at]);
  }
}

function addNumericShares(
  sums: Float64Array,
  to: number,
  points: Float64Array,
  x: number,
  y: number,
  weight: number,
  slopes: Float64Array,
): void {
  for (let r = 0; r < 4; r += 1) {
    let sum = sums[to + r];
    for (let c = 0; c < 4; c += 1) {
      const e = points[x + r] - points[y + c];
      sum += slopes[4 * c + r] * (weight * e * e);
    }
    sums[to + r] = sum;
  }
}

function addCodeShares(
  sums: Float64Array,
  to: number,
  points: Float64Array,
  x: number,
  y: number,
  weight: number,
  slopes: Float64Array,
): void {
  for (let at = 0; at < 16; at += 1) {
    if (points[x + (at & 3)] !== points[y + (at >> 2)]) sums[to + (at & 3)] += slopes[at] * weight;
  }
}

export function copyRow(
  to: Float64Array,
  from: Float64Array,
  stride: number,
  toRow: number,
  fromRow: number,
  columns: number,
): void {
  let p = 4 * (fromRow >> 2) * stride + (fromRow & 3);
  let q = 4 * (toRow >> 2) * stride + (toRow & 3);
  for (let k = 0; k < columns; k += 1, p += 4, q += 4) to[q] = from[p];
}
