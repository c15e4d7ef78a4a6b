/**
 * The split of a node that leaves the least squared error. For a side with weight w and target sum s, minimizing the
 * error is maximizing Σ s² / w over the two sides (Breiman, Friedman, Olshen & Stone 1984, section 8.4).
 */
import type { Rng } from "../../rng/rng";
import { CategoryCuts } from "./category-cut";
import type { ForestData, ForestOptions } from "./forest";
import type { Bag } from "./grow-tree";
import { findNumberCut, splitNumbers } from "./number-cut";

export interface SplitContext {
  readonly data: ForestData;
  readonly bag: Bag;
  readonly options: ForestOptions;
  readonly rng: Rng;
}

/** A stretch of rows with its weight and target sum. */
export interface Node {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
  readonly sum: number;
}

/**
 * The best division of one column offered so far: the first `position` rows or categories, in the column's order, go left.
 * Reused from column to column, because a forest looks at tens of thousands.
 */
export class Cut {
  column = -1;
  score = Number.NEGATIVE_INFINITY;
  /** 0 while no division was good enough. */
  position = 0;
  missingLeft = false;

  constructor(private readonly leafSize: number) {}

  begin(column: number): void {
    this.column = column;
    this.score = Number.NEGATIVE_INFINITY;
    this.position = 0;
    this.missingLeft = false;
  }

  /** A division of the node whose left side has this weight and target sum. */
  offer(node: Node, weight: number, sum: number, position: number): boolean {
    const rest = node.weight - weight;
    if (weight < this.leafSize || rest < this.leafSize) return false;
    const other = node.sum - sum;
    const score = (sum * sum) / weight + (other * other) / rest;
    if (score <= this.score) return false;
    this.score = score;
    this.position = position;
    this.missingLeft = false;
    return true;
  }
}

export interface Split {
  readonly column: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  /** Categories that go left, 32 to a word; null for a split of numbers. */
  readonly set: Uint32Array | null;
}

export interface SplitSearch {
  /** By row of the data: 1 where the last split found sends it left. */
  readonly left: Uint8Array;
  /** The best split of a stretch of rows; null when no column tells them apart. */
  best(start: number, end: number): Split | null;
}

export function makeSplitSearch(context: SplitContext): SplitSearch {
  const { data, bag, options } = context;
  const left = new Uint8Array(data.count);
  const categories = new CategoryCuts(context);
  const columns = new ColumnOrder(data.levels.length, context);
  let [best, next] = [new Cut(options.leafSize), new Cut(options.leafSize)];
  const search = (start: number, end: number): Split | null => {
    const node = nodeAt(bag, start, end);
    best.begin(-1);
    columns.begin();
    for (let found = 0; found < columns.wanted; ) {
      const column = columns.next();
      if (column < 0) break;
      next.begin(column);
      if (data.levels[column] > 0) categories.find(next, node);
      else findNumberCut(context, next, node);
      if (next.position === 0) continue; // a column that is constant here does not count as looked at
      found += 1;
      if (next.score > best.score) [best, next] = [next, best];
    }
    if (best.position === 0) return null;
    const choice = { node, cut: best, left };
    return data.levels[best.column] > 0 ? categories.split(choice) : splitNumbers(context, choice);
  };
  return { left, best: search };
}

export interface SplitChoice {
  readonly node: Node;
  readonly cut: Cut;
  /** To be marked. */
  readonly left: Uint8Array;
}

/** The order in which a node's columns are looked at; the first of equally good ones wins, so it is left to chance. */
class ColumnOrder {
  /** How many columns with a division are enough. */
  readonly wanted: number;
  readonly #columns: Int32Array;
  readonly #rng: Rng;
  #looked = 0;
  #offset = 0;

  constructor(count: number, { options, rng }: SplitContext) {
    this.wanted = Math.max(1, Math.ceil(options.columnShare * count));
    this.#columns = Int32Array.from({ length: count }, (_, column) => column);
    this.#rng = rng;
  }

  begin(): void {
    this.#looked = 0;
    this.#offset = this.#below(this.#columns.length);
  }

  /** The next column, -1 when there is none. Where all are looked at, a rotation is chance enough and saves draws. */
  next(): number {
    const columns = this.#columns;
    const looked = this.#looked;
    if (looked === columns.length) return -1;
    this.#looked += 1;
    if (this.wanted === columns.length) return columns[(looked + this.#offset) % columns.length];
    const other = looked + this.#below(columns.length - looked); // a step of a Durstenfeld shuffle
    const column = columns[other];
    columns[other] = columns[looked];
    columns[looked] = column;
    return column;
  }

  #below(count: number): number {
    return Math.floor((this.#rng.uint32() / 2 ** 32) * count);
  }
}

function nodeAt({ rows, weight, weighted }: Bag, start: number, end: number): Node {
  let [total, sum] = [0, 0];
  for (let position = start; position < end; position += 1) {
    total += weight[rows[position]];
    sum += weighted[rows[position]];
  }
  return { start, end, weight: total, sum };
}
