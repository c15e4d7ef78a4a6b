/**
 * A regression forest with variance: trees grown on bootstrap samples, whose disagreement, together with the spread inside
 * their leaves, says how sure the forest is. It takes numbers, categories without order, and values that do not exist.
 *
 * Breiman 2001, Random forests; Hutter, Xu, Hoos & Leyton-Brown 2014, Algorithm runtime prediction, Artificial
 * Intelligence 206, section 4.3 (variance, random split points); as used by SMAC (Hutter, Hoos & Leyton-Brown 2011).
 *
 *   n      observations          d      columns           T      trees
 *   m_t(x), v_t(x)  mean and variance of the targets in the leaf of tree t that x falls into
 *   mean(x)     = Σ m_t / T
 *   variance(x) = Σ (v_t + m_t²) / T - mean²                      (Hutter et al. 2014, eq. 5: law of total variance)
 *
 * Deviations. A value that does not exist (an inactive parameter) is no number: SMAC puts it at -1, which ties it to low
 * values; here a split sends it to whichever side fits better, or to a side of its own. What a split has not seen (a category, or
 * existence itself) goes to a side drawn at random for each split, so that trees disagree about it.
 */
export interface ForestData {
  /** n */
  readonly count: number;
  /** By column: 0 for numbers, else the number of categories, which are coded as the middles (k + ½) / levels. */
  readonly levels: Int32Array;
  /** Column-major, n × d; NaN where there is no value. */
  readonly values: Float64Array;
  /** Length n; finite, of moderate size. */
  readonly targets: Float64Array;
}

export interface ForestOptions {
  readonly trees: number;
  /** Fewest observations in a leaf. */
  readonly leafSize: number;
  /** Share of the columns looked at for each split. */
  readonly columnShare: number;
  /** Where a split lies between two observations: drawn anew each time, or always in the middle. */
  readonly thresholds: "random" | "middle";
}

/**
 * A binary tree, node 0 its root. Children come in pairs: the right one of a node is `left + 1`.
 * A row goes left when its number is at most `threshold`, or when the bit of its category in `sets` is on.
 */
export interface Tree {
  /** The column a node splits on, -1 for a leaf. */
  readonly column: Int32Array;
  readonly left: Int32Array;
  readonly threshold: Float64Array;
  /** 1 where a missing value goes left. */
  readonly missingLeft: Uint8Array;
  /** Where a node's categories begin in `sets` (32 to a word), -1 for a split of numbers. */
  readonly setStart: Int32Array;
  readonly sets: Uint32Array;
  /** Of the targets of the training rows in a node. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly weight: Float64Array;
  /** How often each training row was drawn for this tree; 0 is out of the bag. */
  readonly draws: Uint16Array;
}

export interface Forest {
  readonly levels: Int32Array;
  readonly trees: readonly Tree[];
}

/** More rows than this teach a tree little and cost much. */
export const ROWS_PER_TREE_MAX = 4_096;
