/** Factors and solves of panel matrices: one loop, in blocks of sixteen panels, around the tile. See ../panel-routines.ts. */
import { factorTile, solveTile, subtractProducts } from "./tile";

/** Sixteen panels of a thousand columns are half a megabyte: they stay in the second-level cache while the factor streams by. */
const BLOCK: i32 = 16;

export function factorize(l: usize, stride: i32, from: i32, to: i32): i32 {
  const panel = (<usize>stride) << 5;
  for (let first = from; first < to; first += BLOCK) {
    const end = min(first + BLOCK, to);
    for (let j = 0; j < end; j += 1) {
      const row = l + <usize>j * panel;
      const diagonal = row + ((<usize>j) << 7);
      if (j >= first) {
        subtractProducts(diagonal, row, row, j << 2);
        if (!factorTile(diagonal)) return 0;
      }
      for (let i = max(first, j + 1); i < end; i += 1) {
        const x = l + <usize>i * panel;
        const tile = x + ((<usize>j) << 7);
        subtractProducts(tile, x, row, j << 2);
        solveTile(tile, diagonal);
      }
    }
  }
  return 1;
}

export function solveRows(x: usize, stride: i32, panels: i32, l: usize, lStride: i32, from: i32, to: i32): void {
  const panel = (<usize>stride) << 5;
  for (let first = 0; first < panels; first += BLOCK) {
    const end = min(first + BLOCK, panels);
    for (let j = from; j < to; j += 1) {
      const row = l + ((<usize>j * <usize>lStride) << 5);
      for (let i = first; i < end; i += 1) {
        const at = x + <usize>i * panel;
        const tile = at + ((<usize>j) << 7);
        subtractProducts(tile, at, row, j << 2);
        solveTile(tile, row + ((<usize>j) << 7));
      }
    }
  }
}

/** Last rows of L first, and each row from its beginning: the factor is read in the order in which it lies in memory. */
export function solveRowsTransposed(x: usize, stride: i32, panels: i32, l: usize, lStride: i32, tiles: i32): void {
  for (let j = tiles - 1; j >= 0; j -= 1) {
    const row = l + ((<usize>j * <usize>lStride) << 5);
    const own = (<usize>j) << 7;
    for (let i = 0; i < panels; i += 1) {
      const at = x + ((<usize>i * <usize>stride) << 5);
      finishTransposed(at + own, row + own);
      subtractTransposed(at, at + own, row);
    }
  }
}

/** Takes what a solved tile explains from all tiles before it. The tile's eight vectors stay in registers. */
function subtractTransposed(first: usize, solved: usize, row: usize): void {
  const a0 = v128.load(solved);
  const a1 = v128.load(solved, 16);
  const b0 = v128.load(solved, 32);
  const b1 = v128.load(solved, 48);
  const c0 = v128.load(solved, 64);
  const c1 = v128.load(solved, 80);
  const d0 = v128.load(solved, 96);
  const d1 = v128.load(solved, 112);
  let q = row;
  for (let p = first; p < solved; p += 32, q += 32) {
    let s = v128.load_splat<f64>(q, 24);
    let x0 = f64x2.sub(v128.load(p), f64x2.mul(d0, s));
    let x1 = f64x2.sub(v128.load(p, 16), f64x2.mul(d1, s));
    s = v128.load_splat<f64>(q, 16);
    x0 = f64x2.sub(x0, f64x2.mul(c0, s));
    x1 = f64x2.sub(x1, f64x2.mul(c1, s));
    s = v128.load_splat<f64>(q, 8);
    x0 = f64x2.sub(x0, f64x2.mul(b0, s));
    x1 = f64x2.sub(x1, f64x2.mul(b1, s));
    s = v128.load_splat<f64>(q);
    v128.store(p, f64x2.sub(x0, f64x2.mul(a0, s)));
    v128.store(p, f64x2.sub(x1, f64x2.mul(a1, s)), 16);
  }
}

/** tile := tile D⁻¹, columns last first. */
function finishTransposed(tile: usize, d: usize): void {
  for (let left: usize = 4; left > 0; left -= 1) {
    const c = left - 1;
    const at = tile + (c << 5);
    const pivot = v128.load_splat<f64>(d + c * 40);
    const x0 = f64x2.div(v128.load(at), pivot);
    const x1 = f64x2.div(v128.load(at, 16), pivot);
    v128.store(at, x0);
    v128.store(at, x1, 16);
    for (let earlier: usize = 0; earlier < c; earlier += 1) {
      const s = v128.load_splat<f64>(d + (earlier << 5) + (c << 3));
      const to = tile + (earlier << 5);
      v128.store(to, f64x2.sub(v128.load(to), f64x2.mul(x0, s)));
      v128.store(to, f64x2.sub(v128.load(to, 16), f64x2.mul(x1, s)), 16);
    }
  }
}

export function solveVector(b: usize, l: usize, stride: i32, tiles: i32): void {
  const panel = (<usize>stride) << 5;
  for (let i = 0; i < tiles; i += 1) {
    const at = b + ((<usize>i) << 5);
    let a0 = v128.load(at);
    let a1 = v128.load(at, 16);
    let p = l + <usize>i * panel;
    for (let q = b; q < at; q += 8, p += 32) {
      const s = v128.load_splat<f64>(q);
      a0 = f64x2.sub(a0, f64x2.mul(v128.load(p), s));
      a1 = f64x2.sub(a1, f64x2.mul(v128.load(p, 16), s));
    }
    v128.store(at, a0);
    v128.store(at, a1, 16);
    for (let c: usize = 0; c < 4; c += 1) {
      const x = load<f64>(at + (c << 3)) / load<f64>(p + c * 40);
      store<f64>(at + (c << 3), x);
      for (let r = c + 1; r < 4; r += 1) {
        store<f64>(at + (r << 3), load<f64>(at + (r << 3)) - load<f64>(p + (c << 5) + (r << 3)) * x);
      }
    }
  }
}

export function solveVectorTransposed(b: usize, l: usize, stride: i32, tiles: i32): void {
  for (let i = tiles - 1; i >= 0; i -= 1) {
    const at = b + ((<usize>i) << 5);
    const row = l + ((<usize>i * <usize>stride) << 5);
    const d = row + ((<usize>i) << 7);
    for (let left: usize = 4; left > 0; left -= 1) {
      const c = left - 1;
      const x = load<f64>(at + (c << 3)) / load<f64>(d + c * 40);
      store<f64>(at + (c << 3), x);
      for (let earlier: usize = 0; earlier < c; earlier += 1) {
        const to = at + (earlier << 3);
        store<f64>(to, load<f64>(to) - load<f64>(d + (earlier << 5) + (c << 3)) * x);
      }
    }
    const x0 = load<f64>(at);
    const x1 = load<f64>(at, 8);
    const x2 = load<f64>(at, 16);
    const x3 = load<f64>(at, 24);
    let p = row;
    for (let q = b; q < at; q += 8, p += 32) {
      let sum = load<f64>(q) - load<f64>(p, 24) * x3;
      sum -= load<f64>(p, 16) * x2;
      sum -= load<f64>(p, 8) * x1;
      store<f64>(q, sum - load<f64>(p) * x0);
    }
  }
}

export function invertFactor(x: usize, l: usize, stride: i32, tiles: i32): void {
  const panel = (<usize>stride) << 5;
  for (let i = 0; i < tiles; i += 1) {
    const diagonal = x + <usize>i * panel + ((<usize>i) << 7);
    memory.fill(diagonal, 0, (<usize>(tiles - i)) << 7);
    for (let c: usize = 0; c < 4; c += 1) store<f64>(diagonal + c * 40, 1);
  }
  for (let first = 0; first < tiles; first += BLOCK) {
    const end = min(first + BLOCK, tiles);
    for (let j = first; j < tiles; j += 1) {
      const row = l + <usize>j * panel;
      for (let i = first; i < min(end, j + 1); i += 1) {
        const own = (<usize>i) << 7;
        const tile = x + <usize>i * panel + ((<usize>j) << 7);
        subtractProducts(tile, x + <usize>i * panel + own, row + own, (j - i) << 2);
        solveTile(tile, row + ((<usize>j) << 7));
      }
    }
  }
}

export function negatedInverse(out: usize, x: usize, stride: i32, tiles: i32): void {
  const panel = (<usize>stride) << 5;
  for (let first = 0; first < tiles; first += BLOCK) {
    const end = min(first + BLOCK, tiles);
    for (let j = 0; j < end; j += 1) {
      for (let i = max(first, j); i < end; i += 1) {
        const tile = out + <usize>i * panel + ((<usize>j) << 7);
        memory.fill(tile, 0, 128);
        const own = (<usize>i) << 7;
        subtractProducts(tile, x + <usize>i * panel + own, x + <usize>j * panel + own, (tiles - i) << 2);
      }
    }
  }
}

export function subtractInnerProducts(
  out: usize,
  outStride: i32,
  x: usize,
  stride: i32,
  panels: i32,
  tiles: i32,
): void {
  const panel = (<usize>stride) << 5;
  for (let first = 0; first < panels; first += BLOCK) {
    const end = min(first + BLOCK, panels);
    for (let j = 0; j < end; j += 1) {
      for (let i = max(first, j); i < end; i += 1) {
        const tile = out + ((<usize>i * <usize>outStride) << 5) + ((<usize>j) << 7);
        subtractProducts(tile, x + <usize>i * panel, x + <usize>j * panel, tiles << 2);
      }
    }
  }
}
