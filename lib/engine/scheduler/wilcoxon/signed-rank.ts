/**
 * The one-sided Wilcoxon signed-rank test: how likely is it, if each difference is as likely negative as positive, that the
 * ranks of the positive ones add up to at least what they do? Wilcoxon 1945; equal differences share the mean of their ranks,
 * and the ranks of zeros count half on either side ("zsplit"; Pratt 1959 on ranking them with the others).
 *
 * Exact up to 200 differences, ties and zeros included: the distribution of the sum over all signs of these very ranks, in
 * whole numbers (twice the ranks, so that shared ones are whole). Beyond that its normal approximation.
 */
import { normalCdf } from "../../stats/normal";

const EXACT_MAX = 200;

/** P(W >= w) for w the sum of the ranks of positive differences. 1 without differences. */
export function signedRankProbability(differences: readonly number[]): number {
  const { doubledRanks, observed, free } = rankDifferences(differences);
  if (free.length === 0) return 1;
  return doubledRanks.length <= EXACT_MAX ? exactTail(free, observed) : normalTail(free, observed);
}

interface Ranked {
  readonly doubledRanks: readonly number[];
  /** Twice the sum of the ranks of positive differences, without the share of zeros, which is the same under all signs. */
  readonly observed: number;
  /** Twice the ranks of the differences that have a sign. */
  readonly free: readonly number[];
}

function rankDifferences(differences: readonly number[]): Ranked {
  const order = [...differences].sort((one, other) => compare(Math.abs(one), Math.abs(other)));
  const doubledRanks: number[] = [];
  for (let first = 0; first < order.length; ) {
    let behind = first + 1;
    while (behind < order.length && Math.abs(order[behind]) === Math.abs(order[first])) behind += 1;
    for (let at = first; at < behind; at += 1) doubledRanks.push(first + 1 + behind);
    first = behind;
  }
  const sum = (sign: (difference: number) => boolean): number =>
    doubledRanks.reduce((total, rank, index) => (sign(order[index]) ? total + rank : total), 0);
  return {
    doubledRanks,
    observed: sum((difference) => difference > 0),
    free: doubledRanks.filter((_, index) => order[index] !== 0),
  };
}

/** By the generating function: each rank is in the sum or not, with probability 1/2. */
function exactTail(ranks: readonly number[], observed: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const probability = new Float64Array(total + 1);
  probability[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum -= 1)
      probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
  }
  let tail = 0;
  for (let sum = total; sum >= observed; sum -= 1) tail += probability[sum]; // smallest terms first
  return Math.min(1, tail);
}

function normalTail(ranks: readonly number[], observed: number): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  const deviation = Math.sqrt(ranks.reduce((sum, rank) => sum + rank ** 2, 0)) / 2;
  return normalCdf((mean - observed) / deviation);
}

function compare(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
