/** The axes of the cube as a forest cuts them: a numeric one at its thresholds, an unordered one into its categories. */
import type { Forest } from "../surrogate/random-forest/forest";

export interface Axis {
  readonly cells: number;
  /** 0, the thresholds between, 1; null for categories. */
  readonly edges: Float64Array | null;
  /** Of each cell; they sum to 1. */
  readonly widths: Float64Array;
}

export function axesOf({ levels, trees }: Forest): Axis[] {
  const thresholds: Set<number>[] = Array.from(levels, () => new Set([0, 1]));
  for (const tree of trees) {
    for (const [node, column] of tree.column.entries()) {
      if (column < 0 || levels[column] > 0) continue;
      const threshold = tree.threshold[node];
      if (threshold > 0 && threshold < 1) thresholds[column].add(threshold);
    }
  }
  return Array.from(levels, (level, column): Axis => {
    if (level > 0) return { cells: level, edges: null, widths: new Float64Array(level).fill(1 / level) };
    const edges = Float64Array.from(thresholds[column]).sort();
    return { cells: edges.length - 1, edges, widths: edges.subarray(1).map((edge, cell) => edge - edges[cell]) };
  });
}

/** The place of a threshold among the edges, which hold it unless it lies outside the cube. */
export function cutIndex(edges: ArrayLike<number>, threshold: number): number {
  let [low, high] = [0, edges.length - 1];
  if (threshold >= edges[high]) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle] < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a row of numbers changes and by how much. */
export type Changes = readonly (readonly [place: number, change: number])[];

/** The changes of a row that is 0 before and after. */
export function differences(heights: ArrayLike<number>): Changes {
  const changes: [number, number][] = [];
  let before = 0;
  for (let cell = 0; cell <= heights.length; cell += 1) {
    const height = cell < heights.length ? heights[cell] : 0;
    if (height !== before) changes.push([cell, height - before]);
    before = height;
  }
  return changes;
}
