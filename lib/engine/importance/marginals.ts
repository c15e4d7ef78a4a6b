/**
 * The variance of a forest's mean on the unit cube, split by the parameters that cause it. A tree is constant on the boxes
 * of its leaves, so averages over all other coordinates are exact sums over leaves.
 *
 * Hutter, Hoos & Leyton-Brown 2014, An efficient approach for assessing hyperparameter importance, ICML, section 3:
 *   a_j(x)   average of the forest over all coordinates but j                                  (eq. 5, theorem 3)
 *   V_j      = ∫ (a_j - μ)²                                                                    (eq. 4)
 *   V_ij     = ∫∫ (a_ij - a_i - a_j + μ)²
 *
 * Deviations. The paper decomposes each tree and averages shares. A single tree's noise is variance too, which lands on
 * interactions; averaging the trees' functions first, as here, lets it cancel. Single effects are exact; for pairs axes with
 * more than 64 steps are averaged over 64 equal cells. A leaf that leaves i or j free adds nothing to V_ij, so only the others are summed.
 */
import type { Forest, Tree } from "../surrogate/random-forest/forest";
import { inSet } from "../surrogate/random-forest/predict-forest";
import { type Axis, axesOf, cutIndex, differences } from "./axis";
import { CoarseAxis } from "./coarse-axis";
import { PairGrid } from "./pair-grid";

export interface Decomposition {
  /** V_j by column. */
  readonly single: Float64Array;
  /** V_ij by place in `pairs`. */
  readonly pairs: readonly { readonly columns: readonly [number, number]; readonly variance: number }[];
}

/** Single effects of all columns, pair effects of those between `paired` columns. */
export function decompose(forest: Forest, paired: readonly number[]): Decomposition {
  const axes = axesOf(forest);
  const marginals = axes.map((axis) => new Float64Array(axis.cells + 1));
  const coarse = axes.map((axis, column) => (paired.includes(column) ? new CoarseAxis(axis) : null));
  const grids = pairsOf(coarse);
  for (const tree of forest.trees) new LeafWalk(tree, { axes, coarse, marginals, grids }).visit(0);
  return {
    single: Float64Array.from(axes, (axis, column) => varianceOf(axis, marginals[column], forest.trees.length)),
    pairs: grids.map((grid) => ({ columns: grid.columns, variance: grid.interaction(forest.trees.length) })),
  };
}

function pairsOf(coarse: readonly (CoarseAxis | null)[]): PairGrid[] {
  return coarse.flatMap((one, column) =>
    coarse.flatMap((other, beside) =>
      one && other && column < beside ? [new PairGrid([column, beside], [one, other])] : [],
    ),
  );
}

interface Sums {
  readonly axes: readonly Axis[];
  /** By column, null where it is not paired. */
  readonly coarse: readonly (CoarseAxis | null)[];
  readonly marginals: readonly Float64Array[];
  readonly grids: readonly PairGrid[];
}

/** Visits the leaves of a tree with their boxes: cells [low, high) of a numeric axis, a set of categories of the others. */
class LeafWalk {
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #allowed: (Uint8Array | null)[];
  /** Extent of the box along each column; their product is its volume. */
  readonly #extent: Float64Array;

  constructor(
    private readonly tree: Tree,
    private readonly sums: Sums,
  ) {
    const { axes } = sums;
    this.#low = new Int32Array(axes.length);
    this.#high = Int32Array.from(axes, ({ cells }) => cells);
    this.#allowed = axes.map(({ edges, cells }) => (edges ? null : new Uint8Array(cells).fill(1)));
    this.#extent = new Float64Array(axes.length).fill(1);
  }

  visit(node: number): void {
    const column = this.tree.column[node];
    if (column < 0) this.#deposit(this.tree.mean[node]);
    else if (this.sums.axes[column].edges) this.#splitNumbers(node, column);
    else this.#splitCategories(node, column);
  }

  #splitNumbers(node: number, column: number): void {
    const [low, high, extent] = [this.#low[column], this.#high[column], this.#extent[column]];
    const edges = this.sums.axes[column].edges ?? [];
    const cut = Math.min(high, Math.max(low, cutIndex(edges, this.tree.threshold[node])));
    for (const [child, from, to] of [
      [0, low, cut],
      [1, cut, high],
    ]) {
      if (from === to) continue; // outside the cube: a split among points of an earlier space
      this.#low[column] = from;
      this.#high[column] = to;
      this.#extent[column] = edges[to] - edges[from];
      this.visit(this.tree.left[node] + child);
    }
    this.#low[column] = low;
    this.#high[column] = high;
    this.#extent[column] = extent;
  }

  #splitCategories(node: number, column: number): void {
    const [allowed, extent] = [this.#allowed[column], this.#extent[column]];
    if (!allowed) return;
    for (const child of [0, 1]) {
      const kept = allowed.map((on, code) => (on === 1 && inSet(this.tree, node, code) === (child === 0) ? 1 : 0));
      const size = kept.reduce((sum, on) => sum + on, 0);
      if (size === 0) continue;
      this.#allowed[column] = kept;
      this.#extent[column] = size / this.sums.axes[column].cells;
      this.visit(this.tree.left[node] + child);
    }
    this.#allowed[column] = allowed;
    this.#extent[column] = extent;
  }

  /** Adds a leaf to all averages, as differences from cell to cell. */
  #deposit(mean: number): void {
    const mass = this.#extent.reduce((volume, extent) => volume * extent, mean);
    for (const [column, marginal] of this.sums.marginals.entries()) {
      const share = mass / this.#extent[column];
      const allowed = this.#allowed[column];
      if (!allowed) {
        marginal[this.#low[column]] += share;
        marginal[this.#high[column]] -= share;
      } else {
        for (const [cell, change] of differences(allowed)) marginal[cell] += change * share;
      }
    }
    const changes = this.sums.coarse.map((axis, column) =>
      axis && this.#extent[column] < 1 ? axis.changes(this.#side(column)) : null,
    );
    for (const grid of this.sums.grids) {
      const [one, other] = grid.columns;
      const [rows, cells] = [changes[one], changes[other]];
      if (rows && cells) grid.add(rows, cells, mass / (this.#extent[one] * this.#extent[other]));
    }
  }

  #side(column: number) {
    return { low: this.#low[column], high: this.#high[column], allowed: this.#allowed[column] };
  }
}

/** Variance of a step function given by its differences, summed over trees. */
function varianceOf({ widths }: Axis, marginal: Float64Array, trees: number): number {
  const steps = new Float64Array(widths.length);
  let [height, mean] = [0, 0];
  for (let cell = 0; cell < widths.length; cell += 1) {
    height += marginal[cell] / trees;
    steps[cell] = height;
    mean += height * widths[cell];
  }
  return steps.reduce((sum, step, cell) => sum + widths[cell] * (step - mean) ** 2, 0);
}
