/** Factors and solves of panel matrices. Sixteen panels at a time, so that the factor is read from memory once for all of them. */
import { factorTile, solveTile, solveTileTransposed, subtractProducts } from "./tile";

const BLOCK = 16;

export function factorize(l: Float64Array, stride: number, from: number, to: number): number {
  for (let first = from; first < to; first += BLOCK) {
    const end = Math.min(first + BLOCK, to);
    for (let j = 0; j < end; j += 1) {
      const row = 4 * j * stride;
      const diagonal = row + 16 * j;
      if (j >= first) {
        subtractProducts(l, diagonal, l, row, l, row, 4 * j);
        if (!factorTile(l, diagonal)) return 0;
      }
      for (let i = Math.max(first, j + 1); i < end; i += 1) {
        const tile = 4 * i * stride + 16 * j;
        subtractProducts(l, tile, l, 4 * i * stride, l, row, 4 * j);
        solveTile(l, tile, l, diagonal);
      }
    }
  }
  return 1;
}

export function solveRows(
  x: Float64Array,
  stride: number,
  panels: number,
  l: Float64Array,
  lStride: number,
  from: number,
  to: number,
): void {
  for (let first = 0; first < panels; first += BLOCK) {
    for (let j = from; j < to; j += 1) {
      const row = 4 * j * lStride;
      for (let i = first; i < Math.min(first + BLOCK, panels); i += 1) {
        const at = 4 * i * stride;
        subtractProducts(x, at + 16 * j, x, at, l, row, 4 * j);
        solveTile(x, at + 16 * j, l, row + 16 * j);
      }
    }
  }
}

export function solveRowsTransposed(
  x: Float64Array,
  stride: number,
  panels: number,
  l: Float64Array,
  lStride: number,
  tiles: number,
): void {
  for (let j = tiles - 1; j >= 0; j -= 1) {
    const row = 4 * j * lStride;
    for (let i = 0; i < panels; i += 1) {
      const at = 4 * i * stride;
      solveTileTransposed(x, at + 16 * j, l, row + 16 * j);
      for (let r = 0; r < 4; r += 1) subtractTransposed(x, at + r, at + 16 * j + r, l, row);
    }
  }
}

/** Takes what one row's solved tile explains from all columns before it, rows of L last first. */
function subtractTransposed(x: Float64Array, first: number, solved: number, l: Float64Array, row: number): void {
  const a = x[solved];
  const b = x[solved + 4];
  const c = x[solved + 8];
  const d = x[solved + 12];
  for (let p = first, q = row; p < solved; p += 4, q += 4) {
    x[p] = x[p] - d * l[q + 3] - c * l[q + 2] - b * l[q + 1] - a * l[q];
  }
}

export function solveVector(b: Float64Array, l: Float64Array, stride: number, tiles: number): void {
  for (let i = 0; i < 4 * tiles; i += 4) {
    const row = i * stride;
    let a0 = b[i];
    let a1 = b[i + 1];
    let a2 = b[i + 2];
    let a3 = b[i + 3];
    for (let k = 0, p = row; k < i; k += 1, p += 4) {
      const s = b[k];
      a0 -= l[p] * s;
      a1 -= l[p + 1] * s;
      a2 -= l[p + 2] * s;
      a3 -= l[p + 3] * s;
    }
    const d = row + 4 * i;
    b[i] = a0 / l[d];
    a1 -= l[d + 1] * b[i];
    b[i + 1] = a1 / l[d + 5];
    a2 -= l[d + 2] * b[i];
    a2 -= l[d + 6] * b[i + 1];
    b[i + 2] = a2 / l[d + 10];
    a3 -= l[d + 3] * b[i];
    a3 -= l[d + 7] * b[i + 1];
    a3 -= l[d + 11] * b[i + 2];
    b[i + 3] = a3 / l[d + 15];
  }
}

export function solveVectorTransposed(b: Float64Array, l: Float64Array, stride: number, tiles: number): void {
  for (let i = 4 * tiles - 4; i >= 0; i -= 4) {
    const row = i * stride;
    for (let c = 3; c >= 0; c -= 1) {
      const d = row + 4 * i;
      b[i + c] /= l[d + 5 * c];
      for (let earlier = 0; earlier < c; earlier += 1) b[i + earlier] -= l[d + 4 * earlier + c] * b[i + c];
    }
    for (let k = 0, p = row; k < i; k += 1, p += 4) {
      let sum = b[k] - l[p + 3] * b[i + 3];
      sum -= l[p + 2] * b[i + 2];
      sum -= l[p + 1] * b[i + 1];
      b[k] = sum - l[p] * b[i];
    }
  }
}

export function invertFactor(x: Float64Array, l: Float64Array, stride: number, tiles: number): void {
  for (let i = 0; i < tiles; i += 1) {
    const diagonal = 4 * i * stride + 16 * i;
    x.fill(0, diagonal, diagonal + 16 * (tiles - i));
    for (let c = 0; c < 4; c += 1) x[diagonal + 5 * c] = 1;
  }
  for (let first = 0; first < tiles; first += BLOCK) {
    const end = Math.min(first + BLOCK, tiles);
    for (let j = first; j < tiles; j += 1) {
      const row = 4 * j * stride;
      for (let i = first; i < Math.min(end, j + 1); i += 1) {
        const tile = 4 * i * stride + 16 * j;
        subtractProducts(x, tile, x, 4 * i * stride + 16 * i, l, row + 16 * i, 4 * (j - i));
        solveTile(x, tile, l, row + 16 * j);
      }
    }
  }
}

export function negatedInverse(out: Float64Array, x: Float64Array, stride: number, tiles: number): void {
  for (let first = 0; first < tiles; first += BLOCK) {
    const end = Math.min(first + BLOCK, tiles);
    for (let j = 0; j < end; j += 1) {
      for (let i = Math.max(first, j); i < end; i += 1) {
        const tile = 4 * i * stride + 16 * j;
        out.fill(0, tile, tile + 16);
        const own = 16 * i;
        subtractProducts(out, tile, x, 4 * i * stride + own, x, 4 * j * stride + own, 4 * (tiles - i));
      }
    }
  }
}

export function subtractInnerProducts(
  out: Float64Array,
  outStride: number,
  x: Float64Array,
  stride: number,
  panels: number,
  tiles: number,
): void {
  for (let first = 0; first < panels; first += BLOCK) {
    const end = Math.min(first + BLOCK, panels);
    for (let j = 0; j < end; j += 1) {
      for (let i = Math.max(first, j); i < end; i += 1) {
        subtractProducts(out, 4 * i * outStride + 16 * j, x, 4 * i * stride, x, 4 * j * stride, 4 * tiles);
      }
    }
  }
}
