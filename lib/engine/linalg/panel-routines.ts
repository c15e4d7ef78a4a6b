/**
 * The inner loops of Gaussian processes over panel matrices, twice: in WebAssembly (wasm/) and in TypeScript
 * (typescript-routines/). Both do the same operations on each element in the same order, so they agree bit for bit.
 *
 * Panel matrix of r rows: rows in panels of four; a panel holds, column by column, the four values of its rows.
 *   element (i, j) is number ((i >> 2) · stride + j) · 4 + (i & 3); `stride` columns are kept for each panel
 *   tile (I, J): rows 4I to 4I + 3, columns 4J to 4J + 3, sixteen numbers in a row; `tiles` counts columns in fours
 * Sums over columns then have four rows side by side and run in the order of a plain loop, and what comes out of one
 * product (a factor's rows, solved right-hand sides) is as the next one wants it, without packing.
 *
 * Rows that only fill up the last panel: the last point once more; in a factor, rows of the unit matrix.
 * `B` is where numbers are: an array, or an address. Positional parameters, because they cross into WebAssembly.
 */
export interface PanelRoutines<B> {
  /** Points (features in panels, codes behind the numerics) with themselves, the tiles of panels `from` to `to` up to the diagonal. */
  covarianceTriangle(
    out: B,
    stride: number,
    points: B,
    scales: B,
    numeric: number,
    codes: number,
    from: number,
    to: number,
  ): void;
  /** `rows` with `points`; columns from `count` to the end of the last tile become 0. */
  covarianceRows(
    out: B,
    stride: number,
    rows: B,
    panels: number,
    points: B,
    count: number,
    scales: B,
    numeric: number,
    codes: number,
  ): void;
  /** Panels `from` to `to` of A = L Lᵀ in place, those before being L already. 0 unless positive definite and finite. */
  factorize(l: B, stride: number, from: number, to: number): number;
  /** X := X L⁻ᵀ, tile columns `from` to `to`, those before being solved already: rows of X are right-hand sides. */
  solveRows(x: B, stride: number, panels: number, l: B, lStride: number, from: number, to: number): void;
  /** X := X L⁻¹, all tile columns. */
  solveRowsTransposed(x: B, stride: number, panels: number, l: B, lStride: number, tiles: number): void;
  /** b := L⁻¹ b, and L⁻ᵀ b. */
  solveVector(b: B, l: B, stride: number, tiles: number): void;
  solveVectorTransposed(b: B, l: B, stride: number, tiles: number): void;
  /** X := L⁻ᵀ: row i is column i of the inverse, nothing written before tile column i >> 2. */
  invertFactor(x: B, l: B, stride: number, tiles: number): void;
  /** out := -X Xᵀ = -(L Lᵀ)⁻¹ from that X, tiles up to the diagonal. */
  negatedInverse(out: B, x: B, stride: number, tiles: number): void;
  /** out -= X Xᵀ over all tile columns, tiles up to the diagonal. */
  subtractInnerProducts(out: B, outStride: number, x: B, stride: number, panels: number, tiles: number): void;
  /** sums := Σ_j x_j weight_j for each row. */
  weightedSums(sums: B, x: B, stride: number, panels: number, weights: B, count: number): void;
  /** sums += Σ_j x_j² for each row, columns `from` to `to`. */
  addSquares(sums: B, x: B, stride: number, panels: number, from: number, to: number): void;
  /**
   * Gradients of mean and variance by the numeric features, in panels: Σ_j ∂k_j α_j and -2 Σ_j ∂k_j z_j, where `solved`
   * holds z = (L Lᵀ)⁻¹ k for each row.
   */
  predictionGradients(
    means: B,
    variances: B,
    rows: B,
    panels: number,
    points: B,
    count: number,
    alpha: B,
    solved: B,
    stride: number,
    scales: B,
    numeric: number,
    codes: number,
  ): void;
  /**
   * totals[0] += Σ_{j<i} outer_ij k_ij; totals[1 + c] += Σ_{j<i} outer_ij ∂k/∂r² (column c's share of r²), with
   * outer = α αᵀ - (L Lᵀ)⁻¹. `rowSums` is scratch of 4 (columns + 1).
   */
  likelihoodGradient(
    totals: B,
    rowSums: B,
    points: B,
    scales: B,
    numeric: number,
    codes: number,
    alpha: B,
    negatedInverse: B,
    stride: number,
    tiles: number,
  ): void;
  /** Copies the first `columns` columns of a row. */
  copyRow(to: B, from: B, stride: number, toRow: number, fromRow: number, columns: number): void;
}

/** Where routines find their numbers. What was allocated last is given back first. */
export interface Store<B> {
  /** Raised by `release`: blocks of an earlier one are gone. */
  readonly generation: number;
  /** Null when there is no more memory. Holds anything at first. */
  allocate(length: number): B | null;
  /** The numbers of a block, until the next `allocate`. */
  view(block: B, length: number): Float64Array;
  mark(): number;
  /** Ends everything allocated since. */
  reset(mark: number): void;
  /** Ends everything. */
  release(): void;
}

/** Columns kept per panel: whole tiles, an odd number of them, so that tiles below each other fall into different cache sets. */
export function strideOf(columns: number): number {
  return 4 * (Math.ceil(columns / 4) | 1);
}

export const panelsOf = (rows: number): number => Math.ceil(rows / 4);
