/**
 * How much to believe each of several models of one function: the chance that it ranks the results best.
 * Feurer, Letham & Bakshy 2018, Scalable meta-learning for Bayesian optimization, arXiv:1802.02219, section 4.
 *
 *   S  draws      n  results      f_is  draw s of model i at the results' points      y  the results
 *
 *   loss of a draw = pairs (j, k) with y_j ≠ y_k that it puts the other way round, here as a share of them
 *   weight of model i = share of the draws in which its loss is the least
 *
 * Lest many sources dilute the weights, one is dropped whose median loss is above the 95th percentile of the target's own.
 * Deviations: dropping is not drawn by lot, so that the same results give the same weights whatever the budget; of tied
 * models the target wins, then the tied share the draw, so that the order of sources does not matter.
 */

export interface RankedModels {
  /** By source, S losses each. */
  readonly sources: readonly Float64Array[];
  /** Of the target's own model, S losses: of its leave-one-out predictions. */
  readonly target: Float64Array;
}

export interface Weights {
  /** Not negative; with the target's they sum to 1. */
  readonly sources: readonly number[];
  readonly target: number;
}

const TARGET_QUANTILE = 0.95;

export function rankingWeights({ sources, target }: RankedModels): Weights {
  const limit = quantile(target, TARGET_QUANTILE);
  const kept = sources.map((losses) => quantile(losses, 0.5) <= limit);
  const wins = sources.map(() => 0);
  let targetWins = 0;
  for (const [draw, own] of target.entries()) {
    const least = sources.reduce((lowest, losses, i) => (kept[i] ? Math.min(lowest, losses[draw]) : lowest), own);
    if (own === least) {
      targetWins += 1;
      continue;
    }
    const tied = sources.flatMap((losses, i) => (kept[i] && losses[draw] === least ? [i] : []));
    for (const i of tied) wins[i] += 1 / tied.length;
  }
  return { sources: wins.map((count) => count / target.length), target: targetWins / target.length };
}

/** The share of pairs of different results that `drawn` puts the other way round; 0 where no two results differ. */
export function rankingLoss(drawn: ArrayLike<number>, results: ArrayLike<number>): number {
  return lossOf(results, (j, k) => drawn[j] < drawn[k]);
}

/**
 * For leave-one-out draws, where draw j knows all results but its own: each against the results themselves, not against
 * draws that know it.
 */
export function leaveOneOutRankingLoss(drawn: ArrayLike<number>, results: ArrayLike<number>): number {
  return lossOf(results, (j, k) => drawn[j] < results[k]);
}

function lossOf(results: ArrayLike<number>, isBelow: (j: number, k: number) => boolean): number {
  let [wrong, pairs] = [0, 0];
  for (let j = 0; j < results.length; j += 1) {
    for (let k = 0; k < results.length; k += 1) {
      if (results[j] === results[k]) continue;
      pairs += 1;
      if (isBelow(j, k) !== results[j] < results[k]) wrong += 1;
    }
  }
  return pairs === 0 ? 0 : wrong / pairs;
}

function quantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
