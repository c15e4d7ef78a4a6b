/** Trees in number: bagged, and boosted by gradients. */
import { uniformIndex } from "@/lib/engine/rng/distributions";
import type { Rng } from "@/lib/engine/rng/rng";
import { type Binned, growTree, type Tree, type TreeOptions } from "./tree";

interface ForestOptions extends TreeOptions {
  readonly trees: number;
  /** Rows drawn for each tree, as a share. */
  readonly sample: number;
  readonly replace: boolean;
}

/** Mean outputs over the trees, per asked row. */
export function forest(
  data: { readonly bins: Binned; readonly outputs: readonly Float64Array[]; readonly rows: readonly number[] },
  options: ForestOptions,
  { asked, rng }: { readonly asked: readonly number[]; readonly rng: Rng },
): Float64Array[] {
  const predicted = asked.map(() => new Float64Array(data.outputs.length));
  for (let number = 0; number < options.trees; number += 1) {
    const tree = growTree({ ...data, rows: sampled(data.rows, options, rng) }, options, rng);
    for (const [index, row] of asked.entries()) {
      const leaf = tree.leaves[tree.leafOf(row)];
      for (let output = 0; output < leaf.length; output += 1) predicted[index][output] += leaf[output] / options.trees;
    }
  }
  return predicted;
}

function sampled(
  rows: readonly number[],
  { sample, replace }: { sample: number; replace: boolean },
  rng: Rng,
): number[] {
  const wanted = Math.max(2, Math.round(sample * rows.length));
  if (replace) return Array.from({ length: wanted }, () => rows[uniformIndex(rng, rows.length)]);
  const left = [...rows];
  for (let taken = 0; taken < wanted; taken += 1) {
    const other = taken + uniformIndex(rng, left.length - taken);
    [left[taken], left[other]] = [left[other], left[taken]];
  }
  return left.slice(0, wanted);
}

export interface BoostOptions extends TreeOptions {
  readonly rounds: number;
  readonly rate: number;
  readonly sample: number;
  /** Added to the denominator of every leaf. */
  readonly shrink: number;
  readonly loss: "squared" | "absolute" | "log";
}

/**
 * Friedman 2001 with Newton leaves: the score of every row after all rounds (log odds for the log loss).
 *
 * @param options.afterRound is told of the scores as they are then, and of the tree that was added
 */
export function boost(
  data: { readonly bins: Binned; readonly y: Float64Array; readonly rows: readonly number[] },
  options: BoostOptions & { afterRound?(scores: Float64Array, tree: Tree): void },
  rng: Rng,
): Float64Array {
  const { y, rows, bins } = data;
  const mean = rows.reduce((total, row) => total + y[row], 0) / rows.length;
  const scores = new Float64Array(y.length).fill(options.loss === "log" ? Math.log(mean / (1 - mean)) : mean);
  for (let round = 0; round < options.rounds; round += 1) {
    const gradient = y.map((value, row) => negativeGradient(options.loss, value, scores[row]));
    const tree = growTree(
      { bins, outputs: [gradient], rows: sampled(rows, { sample: options.sample, replace: false }, rng) },
      options,
      rng,
    );
    const steps = leafSteps(tree.leaves.length, { data, gradient, scores, options, leafOf: tree.leafOf });
    for (let row = 0; row < y.length; row += 1) scores[row] += options.rate * steps[tree.leafOf(row)];
    options.afterRound?.(scores, tree);
  }
  return scores;
}

function negativeGradient(loss: BoostOptions["loss"], value: number, score: number): number {
  if (loss === "log") return value - 1 / (1 + Math.exp(-score));
  return loss === "squared" ? value - score : Math.sign(value - score);
}

function leafSteps(
  leaves: number,
  context: {
    readonly data: { readonly rows: readonly number[] };
    readonly gradient: Float64Array;
    readonly scores: Float64Array;
    readonly options: BoostOptions;
    leafOf(row: number): number;
  },
): Float64Array {
  const [gradients, curvatures] = [new Float64Array(leaves), new Float64Array(leaves)];
  for (const row of context.data.rows) {
    const leaf = context.leafOf(row);
    const p = 1 / (1 + Math.exp(-context.scores[row]));
    gradients[leaf] += context.gradient[row];
    curvatures[leaf] += context.options.loss === "log" ? p * (1 - p) : 1;
  }
  return gradients.map((gradient, leaf) => gradient / (curvatures[leaf] + context.options.shrink + 1e-9));
}
