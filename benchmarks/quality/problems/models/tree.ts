/**
 * Decision trees over binned features (32 quantile bins, as histogram boosting has them), for any number of outputs: the
 * mean of numbers, or the shares of classes given as indicators.
 */
import { permutation } from "@/lib/engine/rng/distributions";
import type { Rng } from "@/lib/engine/rng/rng";

const BINS = 32;

export type Binned = readonly Uint8Array[];

/** By feature, the bin of each row. */
export function binned(x: readonly Float64Array[]): Binned {
  return [...x[0]].map((_, feature) => {
    const sorted = Float64Array.from(x, (row) => row[feature]).sort();
    const edges = Array.from(
      { length: BINS - 1 },
      (_, edge) => sorted[Math.floor(((edge + 1) * sorted.length) / BINS)],
    );
    return Uint8Array.from(x, (row) => edges.filter((edge) => edge <= row[feature]).length);
  });
}

export interface TreeOptions {
  readonly depth: number;
  readonly leafMin: number;
  /** How many features each split may choose from. */
  readonly features: number;
  readonly criterion: "squares" | "entropy";
  /** Least gain of a split, as a share of the gain a perfect first split could have. */
  readonly gainMin?: number;
}

export interface Tree {
  leafOf(row: number): number;
  /** How many features are compared on the way to the row's leaf. */
  comparisonsFor(row: number): number;
  /** Mean outputs by leaf. */
  readonly leaves: Float64Array[];
}

interface Node {
  readonly feature: number;
  readonly bin: number;
  readonly low: Node | number;
  readonly high: Node | number;
}

interface Growth extends TreeOptions {
  readonly bins: Binned;
  readonly outputs: readonly Float64Array[];
  readonly rng: Rng;
  readonly leaves: Float64Array[];
  readonly threshold: number;
}

export function growTree(
  data: { readonly bins: Binned; readonly outputs: readonly Float64Array[]; readonly rows: readonly number[] },
  options: TreeOptions,
  rng: Rng,
): Tree {
  const leaves: Float64Array[] = [];
  const total = data.outputs.reduce(
    (sum, output) => sum + data.rows.reduce((part, row) => part + output[row] ** 2, 0),
    0,
  );
  const growth: Growth = { ...data, ...options, rng, leaves, threshold: 1e-9 + (options.gainMin ?? 0) * total };
  const root = grow(growth, data.rows, 0);
  const descend = (row: number): { leaf: number; comparisons: number } => {
    let [node, comparisons] = [root, 0];
    for (; typeof node !== "number"; comparisons += 1) {
      node = data.bins[node.feature][row] <= node.bin ? node.low : node.high;
    }
    return { leaf: node, comparisons };
  };
  return { leafOf: (row) => descend(row).leaf, comparisonsFor: (row) => descend(row).comparisons, leaves };
}

function grow(growth: Growth, rows: readonly number[], depth: number): Node | number {
  const split = depth < growth.depth && rows.length >= 2 * growth.leafMin ? bestSplit(growth, rows) : null;
  if (!split) {
    growth.leaves.push(sumsOf(growth.outputs, rows).map((sum) => sum / rows.length));
    return growth.leaves.length - 1;
  }
  const { feature, bin } = split;
  const column = growth.bins[feature];
  const low = grow(
    growth,
    rows.filter((row) => column[row] <= bin),
    depth + 1,
  );
  const high = grow(
    growth,
    rows.filter((row) => column[row] > bin),
    depth + 1,
  );
  return { feature, bin, low, high };
}

function bestSplit(growth: Growth, rows: readonly number[]): { feature: number; bin: number } | null {
  const totals = sumsOf(growth.outputs, rows);
  const without = purity(growth.criterion, totals, rows.length);
  let best: { feature: number; bin: number; gain: number } | null = null;
  const candidates = [...permutation(growth.rng, growth.bins.length)].slice(0, growth.features);
  for (const feature of candidates) {
    const found = bestBin(growth, rows, { feature, totals });
    if (found && found.purity - without > (best?.gain ?? growth.threshold)) {
      best = { feature, bin: found.bin, gain: found.purity - without };
    }
  }
  return best;
}

function bestBin(
  { bins, outputs, criterion, leafMin }: Growth,
  rows: readonly number[],
  { feature, totals }: { feature: number; totals: Float64Array },
): { bin: number; purity: number } | null {
  const width = outputs.length;
  const counts = new Uint32Array(BINS);
  const sums = new Float64Array(BINS * width);
  for (const row of rows) {
    const bin = bins[feature][row];
    counts[bin] += 1;
    for (let output = 0; output < width; output += 1) sums[bin * width + output] += outputs[output][row];
  }
  const [low, high] = [new Float64Array(width), Float64Array.from(totals)];
  let [below, best]: [number, { bin: number; purity: number } | null] = [0, null];
  for (let bin = 0; bin < BINS - 1; bin += 1) {
    below += counts[bin];
    for (let output = 0; output < width; output += 1) {
      low[output] += sums[bin * width + output];
      high[output] = totals[output] - low[output];
    }
    if (counts[bin] === 0 || below < leafMin || rows.length - below < leafMin) continue;
    const both = purity(criterion, low, below) + purity(criterion, high, rows.length - below);
    if (!best || both > best.purity) best = { bin, purity: both };
  }
  return best;
}

/** Larger is purer: the part of the sum of squares that means explain, or minus the entropy, times the number of rows. */
function purity(criterion: "squares" | "entropy", sums: Float64Array, count: number): number {
  let total = 0;
  for (const sum of sums) {
    if (criterion === "squares") total += (sum * sum) / count;
    else if (sum > 0) total += sum * Math.log(sum / count);
  }
  return total;
}

function sumsOf(outputs: readonly Float64Array[], rows: readonly number[]): Float64Array {
  return Float64Array.from(outputs, (output) => rows.reduce((total, row) => total + output[row], 0));
}

/** One column of zeros and ones per class. */
export function indicators({ y, classes }: { readonly y: Float64Array; readonly classes: number }): Float64Array[] {
  return Array.from({ length: classes }, (_, output) => y.map((value) => Number(value === output)));
}
