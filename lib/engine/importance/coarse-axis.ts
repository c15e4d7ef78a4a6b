/** An axis with few enough cells to pair it with another: one with more is averaged over equal cells. */
import { type Axis, type Changes, differences } from "./axis";

const CELLS_MAX = 64;

/** The extent of a leaf along one column. */
interface Side {
  /** Of a numeric axis. */
  readonly low: number;
  readonly high: number;
  /** Of categories. */
  readonly allowed: Uint8Array | null;
}

export class CoarseAxis {
  readonly cells: number;
  readonly widths: Float64Array;

  constructor(private readonly axis: Axis) {
    const coarse = axis.cells > CELLS_MAX;
    this.cells = coarse ? CELLS_MAX : axis.cells;
    this.widths = coarse ? new Float64Array(CELLS_MAX).fill(1 / CELLS_MAX) : axis.widths;
  }

  /** The share of each cell that a leaf covers, as differences from cell to cell. */
  changes({ low, high, allowed }: Side): Changes {
    const { edges } = this.axis;
    if (!edges) return differences(this.#grouped(allowed ?? []));
    if (this.cells === this.axis.cells) {
      return [
        [low, 1],
        [high, -1],
      ];
    }
    return [...risingAt(edges[low] * this.cells, 1), ...risingAt(edges[high] * this.cells, -1)];
  }

  /** Many categories share cells, in their order. */
  #grouped(allowed: ArrayLike<number>): ArrayLike<number> {
    if (this.cells === this.axis.cells) return allowed;
    const covered = new Float64Array(this.cells);
    const sizes = new Float64Array(this.cells);
    for (let code = 0; code < allowed.length; code += 1) {
      const cell = Math.floor((code * this.cells) / allowed.length);
      covered[cell] += allowed[code];
      sizes[cell] += 1;
    }
    return covered.map((size, cell) => size / sizes[cell]);
  }
}

/** A step up at a place between cells: the cell it falls into is covered in part. */
function risingAt(place: number, height: number): Changes {
  const cell = Math.floor(place);
  const before = place - cell;
  return before === 0
    ? [[cell, height]]
    : [
        [cell, height * (1 - before)],
        [cell + 1, height * before],
      ];
}
