/** The 4 × 4 tile: sixteen numbers in variables, so that each loaded one is used four times. ../wasm/tile.ts does the same. */

/** tile -= X Yᵀ, X and Y four rows each of `steps` columns. */
export function subtractProducts(
  out: Float64Array,
  tile: number,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  steps: number,
): void {
  let a0 = out[tile];
  let a1 = out[tile + 1];
  let a2 = out[tile + 2];
  let a3 = out[tile + 3];
  let b0 = out[tile + 4];
  let b1 = out[tile + 5];
  let b2 = out[tile + 6];
  let b3 = out[tile + 7];
  let c0 = out[tile + 8];
  let c1 = out[tile + 9];
  let c2 = out[tile + 10];
  let c3 = out[tile + 11];
  let d0 = out[tile + 12];
  let d1 = out[tile + 13];
  let d2 = out[tile + 14];
  let d3 = out[tile + 15];
  for (let p = xAt, q = yAt, end = xAt + 4 * steps; p < end; p += 4, q += 4) {
    const x0 = x[p];
    const x1 = x[p + 1];
    const x2 = x[p + 2];
    const x3 = x[p + 3];
    let s = y[q];
    a0 -= x0 * s;
    a1 -= x1 * s;
    a2 -= x2 * s;
    a3 -= x3 * s;
    s = y[q + 1];
    b0 -= x0 * s;
    b1 -= x1 * s;
    b2 -= x2 * s;
    b3 -= x3 * s;
    s = y[q + 2];
    c0 -= x0 * s;
    c1 -= x1 * s;
    c2 -= x2 * s;
    c3 -= x3 * s;
    s = y[q + 3];
    d0 -= x0 * s;
    d1 -= x1 * s;
    d2 -= x2 * s;
    d3 -= x3 * s;
  }
  out[tile] = a0;
  out[tile + 1] = a1;
  out[tile + 2] = a2;
  out[tile + 3] = a3;
  out[tile + 4] = b0;
  out[tile + 5] = b1;
  out[tile + 6] = b2;
  out[tile + 7] = b3;
  out[tile + 8] = c0;
  out[tile + 9] = c1;
  out[tile + 10] = c2;
  out[tile + 11] = c3;
  out[tile + 12] = d0;
  out[tile + 13] = d1;
  out[tile + 14] = d2;
  out[tile + 15] = d3;
}

/** tile := tile D⁻ᵀ for the lower triangular tile D of a factor. */
export function solveTile(x: Float64Array, tile: number, l: Float64Array, d: number): void {
  for (let c = 0; c < 4; c += 1) {
    const pivot = l[d + 5 * c];
    for (let r = 0; r < 4; r += 1) x[tile + 4 * c + r] /= pivot;
    for (let later = c + 1; later < 4; later += 1) {
      const s = l[d + 4 * c + later];
      for (let r = 0; r < 4; r += 1) x[tile + 4 * later + r] -= x[tile + 4 * c + r] * s;
    }
  }
}

/** tile := tile D⁻¹, columns last first. */
export function solveTileTransposed(x: Float64Array, tile: number, l: Float64Array, d: number): void {
  for (let c = 3; c >= 0; c -= 1) {
    const pivot = l[d + 5 * c];
    for (let r = 0; r < 4; r += 1) x[tile + 4 * c + r] /= pivot;
    for (let earlier = 0; earlier < c; earlier += 1) {
      const s = l[d + 4 * earlier + c];
      for (let r = 0; r < 4; r += 1) x[tile + 4 * earlier + r] -= x[tile + 4 * c + r] * s;
    }
  }
}

/** Factorizes a tile in place. False unless it is positive definite and finite; NaN compares false. */
export function factorTile(l: Float64Array, tile: number): boolean {
  for (let c = 0; c < 4; c += 1) {
    const square = l[tile + 5 * c];
    if (!(square > 0 && square < Number.POSITIVE_INFINITY)) return false;
    const pivot = Math.sqrt(square);
    l[tile + 5 * c] = pivot;
    for (let r = c + 1; r < 4; r += 1) l[tile + 4 * c + r] /= pivot;
    for (let later = c + 1; later < 4; later += 1) {
      for (let r = later; r < 4; r += 1) l[tile + 4 * later + r] -= l[tile + 4 * c + r] * l[tile + 4 * c + later];
    }
  }
  return true;
}
