/**
 * Finds the best candidates without solving for all of them. The variance explained by the first rows of L⁻¹ k is a lower
 * bound of what all rows explain, so the variance lies between 0 and `signal - explained`, and the score, rising or
 * falling with it, below the greater of the scores at the two ends. A candidate for which that is below the last exact
 * score that has a place cannot take it. Bounds are tightened 64 rows at a time.
 */

import { BATCH, type CandidateBatch } from "./candidate-batch";
import { indicesOf } from "./factored-model";
import type { Score, Screened } from "./kernels";
import { Ranking } from "./ranking";

/** 64 rows. */
const TILES_PER_BOUND = 16;
/** Solved whole at first, to have scores to compare with. */
const FIRST_BATCH = 32;
/** Scores may fall by rounding where they should rise: only what is below by more than that goes. */
const SLACK = 1e-8;

interface Screening {
  readonly count: number;
  readonly score: Score;
  readonly keep: number;
  readonly signal: number;
  readonly tiles: number;
}

/** `all` has the candidates loaded, `batch` takes those that are solved for. */
export function screenByBounds<B>(
  all: CandidateBatch<B>,
  batch: CandidateBatch<B>,
  screening: Screening,
): readonly Screened[] {
  const { count, keep, score, signal } = screening;
  const means = all.means().slice();
  const floors = means.map((mean, index) => score(mean, 0, index));
  const bounds = means.map((mean, index) => greater(score(mean, signal, index), floors[index]));
  const ranking = new Ranking(keep);
  const solve = (indices: Int32Array): void => {
    batch.take(all, indices);
    rankBatch(batch, { ...screening, means, floors, indices, ranking });
  };
  const first = highest(bounds, Math.max(FIRST_BATCH, Math.min(keep, BATCH)));
  solve(first);
  const solved = new Uint8Array(count);
  for (const index of first) solved[index] = 1;
  const left = indicesOf(count).filter((index) => !solved[index] && !isBelow(bounds[index], ranking.threshold));
  left.sort((one, other) => compare(bounds[other], bounds[one]) || one - other);
  for (let next = 0; next < left.length; next += BATCH) {
    const indices = left.subarray(next, next + BATCH).filter((index) => !isBelow(bounds[index], ranking.threshold));
    // Bounds fall along the order: nobody after these has a chance either.
    if (indices.length === 0) break;
    solve(indices);
  }
  return ranking.best;
}

/** Places of the highest values. */
function highest(values: Float64Array, count: number): Int32Array {
  const ranking = new Ranking(count);
  for (let index = 0; index < values.length; index += 1) ranking.add(index, values[index]);
  return Int32Array.from(ranking.best, ({ index }) => index);
}

interface BatchScreening extends Screening {
  readonly means: Float64Array;
  /** Scores without variance. */
  readonly floors: Float64Array;
  readonly indices: Int32Array;
  readonly ranking: Ranking;
}

function rankBatch<B>(batch: CandidateBatch<B>, screening: BatchScreening): void {
  const { means, floors, indices, ranking, score, tiles } = screening;
  let alive: readonly number[] = [...indices];
  for (let from = 0; from < tiles; from += TILES_PER_BOUND) {
    const to = Math.min(from + TILES_PER_BOUND, tiles);
    batch.solve(from, to);
    if (to === tiles || ranking.threshold === Number.NEGATIVE_INFINITY) continue;
    const variances = batch.variances();
    const rows = alive.flatMap((index, row) => {
      const bound = greater(score(means[index], variances[row], index), floors[index]);
      return isBelow(bound, ranking.threshold) ? [] : [row];
    });
    if (rows.length === 0) return;
    // Moving rows together pays when it empties panels.
    if (4 * Math.ceil(rows.length / 4) > 0.75 * alive.length) continue;
    batch.keep(rows);
    alive = rows.map((row) => alive[row]);
  }
  const variances = batch.variances();
  for (const [row, index] of alive.entries()) ranking.add(index, score(means[index], variances[row], index));
}

const isBelow = (bound: number, threshold: number): boolean => bound < threshold - SLACK * (1 + Math.abs(threshold));

/** What is no number counts as the least, as in the ranking; where neither is one, nothing is excluded. */
function greater(one: number, other: number): number {
  if (Number.isNaN(one)) return Number.isNaN(other) ? Number.POSITIVE_INFINITY : other;
  return one > other || Number.isNaN(other) ? one : other;
}

/** Also of infinities, whose difference is no number. */
const compare = (one: number, other: number): number => (one < other ? -1 : one > other ? 1 : 0);
