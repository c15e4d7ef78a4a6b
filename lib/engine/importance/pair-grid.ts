/** The average of a forest over all columns but two, on a grid, and the variance of what the two do together only. */
import type { Changes } from "./axis";
import type { CoarseAxis } from "./coarse-axis";

export class PairGrid {
  /** Row-major differences along both axes: a rectangle is a few entries, however many cells it covers. */
  readonly #changes: Float64Array;
  readonly #stride: number;

  constructor(
    readonly columns: readonly [number, number],
    private readonly sides: readonly [CoarseAxis, CoarseAxis],
  ) {
    this.#stride = sides[1].cells + 1;
    this.#changes = new Float64Array((sides[0].cells + 1) * this.#stride);
  }

  /** Adds a rectangle, given how much of each row and of each cell it covers. */
  add(rows: Changes, cells: Changes, height: number): void {
    for (const [row, change] of rows) {
      for (const [cell, beside] of cells) this.#changes[row * this.#stride + cell] += height * change * beside;
    }
  }

  /** The variance left when the average over each side is taken out. */
  interaction(trees: number): number {
    const [{ cells: rows, widths: rowWidths }, { cells, widths }] = this.sides;
    const heights = new Float64Array(rows * cells);
    const rowMeans = new Float64Array(rows);
    const cellMeans = new Float64Array(cells);
    let mean = 0;
    for (let row = 0; row < rows; row += 1) {
      let along = 0;
      for (let cell = 0; cell < cells; cell += 1) {
        along += this.#changes[row * this.#stride + cell] / trees;
        const height = along + (row > 0 ? heights[(row - 1) * cells + cell] : 0);
        heights[row * cells + cell] = height;
        rowMeans[row] += height * widths[cell];
        cellMeans[cell] += height * rowWidths[row];
      }
      mean += rowMeans[row] * rowWidths[row];
    }
    let variance = 0;
    for (let row = 0; row < rows; row += 1) {
      for (let cell = 0; cell < cells; cell += 1) {
        const together = heights[row * cells + cell] - rowMeans[row] - cellMeans[cell] + mean;
        variance += rowWidths[row] * widths[cell] * together * together;
      }
    }
    return variance;
  }
}
