/** What a forest expects of points, and which leaves they fall into. */
import type { Forest, Tree } from "./forest";

export interface ForestPrediction {
  /** Length count. */
  readonly mean: Float64Array;
  /** Length count, never below 0. */
  readonly variance: Float64Array;
  /** The leaf of each point in each tree, count × T. */
  readonly leaves: Int32Array;
}

/** Predicts `count` points, row-major, one coordinate per column, NaN where there is no value. */
export function predictForest(forest: Forest, points: Float64Array, count: number): ForestPrediction {
  const { levels, trees } = forest;
  const size = trees.length;
  const mean = new Float64Array(count);
  const variance = new Float64Array(count);
  const leaves = new Int32Array(count * size);
  for (let t = 0; t < size; t += 1) {
    const tree = trees[t];
    for (let point = 0; point < count; point += 1) {
      const leaf = leafOf(tree, levels, points, point * levels.length);
      leaves[point * size + t] = leaf;
      mean[point] += tree.mean[leaf];
    }
  }
  for (let point = 0; point < count; point += 1) {
    mean[point] /= size;
    // Second moments about the mean, not about zero: the difference in eq. 5 would cancel where trees agree.
    let moment = 0;
    for (let t = 0; t < size; t += 1) {
      const leaf = leaves[point * size + t];
      const off = trees[t].mean[leaf] - mean[point];
      moment += trees[t].variance[leaf] + off * off;
    }
    variance[point] = moment / size; // (eq. 5)
  }
  return { mean, variance, leaves };
}

/** The leaf that the point at `start` falls into. */
export function leafOf(tree: Tree, levels: Int32Array, points: Float64Array, start: number): number {
  let node = 0;
  for (;;) {
    const column = tree.column[node];
    if (column < 0) return node;
    node = tree.left[node] + (goesLeft(tree, node, points[start + column], levels[column]) ? 0 : 1);
  }
}

function goesLeft(tree: Tree, node: number, value: number, levels: number): boolean {
  if (Number.isNaN(value)) return tree.missingLeft[node] === 1;
  if (levels === 0) return value <= tree.threshold[node];
  return inSet(tree, node, codeOf(value, levels));
}

/** Whether a category is among those that go left. */
export function inSet(tree: Tree, node: number, code: number): boolean {
  return ((tree.sets[tree.setStart[node] + (code >>> 5)] >>> (code & 31)) & 1) === 1;
}

/** The category whose cell of the unit interval this is. */
export function codeOf(unit: number, levels: number): number {
  return Math.min(levels - 1, Math.max(0, Math.floor(unit * levels)));
}
