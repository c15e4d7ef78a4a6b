/**
 * The 4 × 4 tile that everything is made of: sixteen numbers, column by column, as they lie in a panel matrix
 * (../panel-routines.ts). Lanes are rows, so each element sees its products in the order of a plain loop.
 */

/** tile -= X Yᵀ, X and Y four rows each of `steps` columns. Eight accumulators, two of x, one of y: eleven of sixteen registers. */
export function subtractProducts(tile: usize, x: usize, y: usize, steps: i32): void {
  let a0 = v128.load(tile);
  let a1 = v128.load(tile, 16);
  let b0 = v128.load(tile, 32);
  let b1 = v128.load(tile, 48);
  let c0 = v128.load(tile, 64);
  let c1 = v128.load(tile, 80);
  let d0 = v128.load(tile, 96);
  let d1 = v128.load(tile, 112);
  const end = x + ((<usize>steps) << 5);
  let q = y;
  for (let p = x; p < end; p += 64, q += 64) {
    let x0 = v128.load(p);
    let x1 = v128.load(p, 16);
    let s = v128.load_splat<f64>(q);
    a0 = f64x2.sub(a0, f64x2.mul(x0, s));
    a1 = f64x2.sub(a1, f64x2.mul(x1, s));
    s = v128.load_splat<f64>(q, 8);
    b0 = f64x2.sub(b0, f64x2.mul(x0, s));
    b1 = f64x2.sub(b1, f64x2.mul(x1, s));
    s = v128.load_splat<f64>(q, 16);
    c0 = f64x2.sub(c0, f64x2.mul(x0, s));
    c1 = f64x2.sub(c1, f64x2.mul(x1, s));
    s = v128.load_splat<f64>(q, 24);
    d0 = f64x2.sub(d0, f64x2.mul(x0, s));
    d1 = f64x2.sub(d1, f64x2.mul(x1, s));
    x0 = v128.load(p, 32);
    x1 = v128.load(p, 48);
    s = v128.load_splat<f64>(q, 32);
    a0 = f64x2.sub(a0, f64x2.mul(x0, s));
    a1 = f64x2.sub(a1, f64x2.mul(x1, s));
    s = v128.load_splat<f64>(q, 40);
    b0 = f64x2.sub(b0, f64x2.mul(x0, s));
    b1 = f64x2.sub(b1, f64x2.mul(x1, s));
    s = v128.load_splat<f64>(q, 48);
    c0 = f64x2.sub(c0, f64x2.mul(x0, s));
    c1 = f64x2.sub(c1, f64x2.mul(x1, s));
    s = v128.load_splat<f64>(q, 56);
    d0 = f64x2.sub(d0, f64x2.mul(x0, s));
    d1 = f64x2.sub(d1, f64x2.mul(x1, s));
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

/** tile := tile D⁻ᵀ for the lower triangular tile D of a factor. */
export function solveTile(tile: usize, d: usize): void {
  for (let c: usize = 0; c < 4; c += 1) {
    const pivot = v128.load_splat<f64>(d + c * 40);
    const x0 = f64x2.div(v128.load(tile + c * 32), pivot);
    const x1 = f64x2.div(v128.load(tile + c * 32, 16), pivot);
    v128.store(tile + c * 32, x0);
    v128.store(tile + c * 32, x1, 16);
    for (let later = c + 1; later < 4; later += 1) {
      const s = v128.load_splat<f64>(d + c * 32 + later * 8);
      const at = tile + later * 32;
      v128.store(at, f64x2.sub(v128.load(at), f64x2.mul(x0, s)));
      v128.store(at, f64x2.sub(v128.load(at, 16), f64x2.mul(x1, s)), 16);
    }
  }
}

/** Factorizes a tile in place. False unless it is positive definite and finite; NaN compares false. */
export function factorTile(tile: usize): bool {
  for (let c: usize = 0; c < 4; c += 1) {
    const square = load<f64>(tile + c * 40);
    if (!(square > 0 && square < Infinity)) return false;
    const pivot = Math.sqrt(square);
    store<f64>(tile + c * 40, pivot);
    for (let r = c + 1; r < 4; r += 1) {
      store<f64>(tile + c * 32 + r * 8, load<f64>(tile + c * 32 + r * 8) / pivot);
    }
    for (let later = c + 1; later < 4; later += 1) {
      for (let r = later; r < 4; r += 1) {
        const at = tile + later * 32 + r * 8;
        store<f64>(at, load<f64>(at) - load<f64>(tile + c * 32 + r * 8) * load<f64>(tile + c * 32 + later * 8));
      }
    }
  }
  return true;
}
