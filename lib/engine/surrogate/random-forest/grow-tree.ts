/**
 * Grows one tree of a forest. Each column's rows are kept in ascending order in all nodes: a node is the same stretch of
 * every column's list, and splitting one partitions the lists without sorting again (O(d · n) per level of the tree).
 */
import type { Rng } from "../../rng/rng";
import { makeSplitSearch, type SplitSearch } from "./best-split";
import { type ForestData, type ForestOptions, ROWS_PER_TREE_MAX, type Tree } from "./forest";

interface Growth {
  readonly data: ForestData;
  /** From `sortColumns`. */
  readonly sorted: readonly (Int32Array | null)[];
  readonly options: ForestOptions;
  readonly rng: Rng;
}

export function growTree({ data, sorted, options, rng }: Growth): Tree {
  const draws = bootstrap(data.count, rng);
  const bag = makeBag(data, sorted, draws);
  const tree = new TreeBuilder(2 * bag.rows.length - 1, draws);
  const search = makeSplitSearch({ data, bag, options, rng });
  // Nodes still to be split, as triples; depth first, so that neighbouring work shares memory.
  const open = [0, 0, bag.rows.length];
  while (open.length > 0) {
    const end = open.pop() ?? 0;
    const start = open.pop() ?? 0;
    const node = open.pop() ?? 0;
    const spread = tree.summarize(node, bag, { start, end });
    const split = spread ? search.best(start, end) : null;
    if (!split) continue;
    const middle = partition(bag, search.left, { start, end });
    const left = tree.split(node, split);
    open.push(left + 1, middle, end, left, start, middle);
  }
  return tree.finish();
}

/** How often each row is drawn, with replacement. */
function bootstrap(count: number, rng: Rng): Uint16Array {
  const draws = new Uint16Array(count);
  const size = Math.min(count, ROWS_PER_TREE_MAX);
  // 32 bits are enough here: the bias towards some rows is below count / 2^32.
  for (let draw = 0; draw < size; draw += 1) draws[Math.floor((rng.uint32() / 2 ** 32) * count)] += 1;
  return draws;
}

/** The rows drawn for a tree, as one list in order of rows and one in order of each numeric column. */
export interface Bag {
  readonly rows: Int32Array;
  readonly byColumn: readonly (Int32Array | null)[];
  /** By row of the data: how often it was drawn, and that times its target. */
  readonly weight: Float64Array;
  readonly weighted: Float64Array;
  readonly targets: Float64Array;
  readonly buffer: Int32Array;
}

function makeBag({ count, targets }: ForestData, sorted: Growth["sorted"], draws: Uint16Array): Bag {
  const drawn = (row: number): boolean => draws[row] > 0;
  const rows = Int32Array.from({ length: count }, (_, row) => row).filter(drawn);
  const weight = Float64Array.from(draws);
  const weighted = weight.map((times, row) => times * targets[row]);
  const byColumn = sorted.map((order) => order?.filter(drawn) ?? null);
  return { rows, byColumn, weight, weighted, targets, buffer: new Int32Array(rows.length) };
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Moves the rows that go left to the front of the stretch in every list, keeping their order; returns where the rest begins. */
function partition(bag: Bag, left: Uint8Array, { start, end }: Stretch): number {
  for (const list of bag.byColumn) if (list) partitionList(list, bag.buffer, left, start, end);
  return partitionList(bag.rows, bag.buffer, left, start, end);
}

function partitionList(list: Int32Array, buffer: Int32Array, left: Uint8Array, start: number, end: number): number {
  let [next, kept] = [start, 0];
  for (let position = start; position < end; position += 1) {
    const row = list[position];
    if (left[row] === 1) {
      list[next] = row;
      next += 1;
    } else {
      buffer[kept] = row;
      kept += 1;
    }
  }
  for (let position = 0; position < kept; position += 1) list[next + position] = buffer[position];
  return next;
}

type Split = NonNullable<ReturnType<SplitSearch["best"]>>;

class TreeBuilder {
  readonly #column: Int32Array;
  readonly #left: Int32Array;
  readonly #threshold: Float64Array;
  readonly #missingLeft: Uint8Array;
  readonly #setStart: Int32Array;
  readonly #sets: number[] = [];
  readonly #mean: Float64Array;
  readonly #variance: Float64Array;
  readonly #weight: Float64Array;
  #count = 1;

  constructor(
    capacity: number,
    private readonly draws: Uint16Array,
  ) {
    this.#column = new Int32Array(capacity).fill(-1);
    this.#left = new Int32Array(capacity).fill(-1);
    this.#threshold = new Float64Array(capacity);
    this.#missingLeft = new Uint8Array(capacity);
    this.#setStart = new Int32Array(capacity).fill(-1);
    this.#mean = new Float64Array(capacity);
    this.#variance = new Float64Array(capacity);
    this.#weight = new Float64Array(capacity);
  }

  /** Mean and variance of a node's targets. False when they are all the same: nothing is left to split for. */
  summarize(node: number, bag: Bag, { start, end }: Stretch): boolean {
    let [weight, sum] = [0, 0];
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let position = start; position < end; position += 1) {
      const row = bag.rows[position];
      weight += bag.weight[row];
      sum += bag.weighted[row];
      low = Math.min(low, bag.targets[row]);
      high = Math.max(high, bag.targets[row]);
    }
    const mean = low === high ? low : sum / weight;
    let squares = 0;
    for (let position = start; position < end; position += 1) {
      const row = bag.rows[position];
      squares += bag.weight[row] * (bag.targets[row] - mean) ** 2;
    }
    this.#mean[node] = mean;
    this.#variance[node] = squares / weight;
    this.#weight[node] = weight;
    return low < high;
  }

  /** Makes a leaf into a split and returns its left child. */
  split(node: number, { column, threshold, missingLeft, set }: Split): number {
    const left = this.#count;
    this.#count += 2;
    this.#column[node] = column;
    this.#left[node] = left;
    this.#threshold[node] = threshold;
    this.#missingLeft[node] = missingLeft ? 1 : 0;
    if (set) {
      this.#setStart[node] = this.#sets.length;
      for (const word of set) this.#sets.push(word);
    }
    return left;
  }

  finish(): Tree {
    const nodes = this.#count;
    return {
      column: this.#column.slice(0, nodes),
      left: this.#left.slice(0, nodes),
      threshold: this.#threshold.slice(0, nodes),
      missingLeft: this.#missingLeft.slice(0, nodes),
      setStart: this.#setStart.slice(0, nodes),
      sets: Uint32Array.from(this.#sets),
      mean: this.#mean.slice(0, nodes),
      variance: this.#variance.slice(0, nodes),
      weight: this.#weight.slice(0, nodes),
      draws: this.draws,
    };
  }
}
