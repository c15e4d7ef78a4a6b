/**
 * Optimal computing budget allocation: how often to evaluate each of some noisy alternatives so that the best of them is
 * picked with the greatest chance. Chen, Lin, Yücesan & Chick 2000, Simulation budget allocation for further enhancing the
 * efficiency of ordinal optimization, section 3 (theorem 1), with the same variance for all:
 *
 *   N_i / N_j = (δ_j / δ_i)² for all but the best      N_b = √(Σ N_i²)      δ_i  by how much i is worse than the best, b
 */

export interface Alternative {
  /** What its loss is believed to be. */
  readonly mean: number;
  /** How often it was evaluated, or is being. */
  readonly evaluations: number;
}

/** Differences below this share of the noise are no reason to evaluate more: whichever is picked is as good. */
const DIFFERENCE_MIN = 0.1;

/** By alternative, its share of all evaluations. They add up to 1. */
export function optimalShares(means: readonly number[], noise: number): number[] {
  const best = means.indexOf(Math.min(...means));
  const wanted = means.map((mean) => {
    const difference = Math.max(mean - means[best], DIFFERENCE_MIN * noise);
    return (noise / difference) ** 2;
  });
  wanted[best] = Math.hypot(...wanted.filter((_, index) => index !== best));
  const total = wanted.reduce((sum, one) => sum + one, 0);
  return means.length === 1 ? [1] : wanted.map((one) => one / total);
}

/** The alternative that lacks most of its share once one more is evaluated; of equals the one listed first. */
export function mostWanted(alternatives: readonly Alternative[], noise: number): number {
  const total = alternatives.reduce((sum, { evaluations }) => sum + evaluations, 1);
  const shares = optimalShares(
    alternatives.map(({ mean }) => mean),
    noise,
  );
  const lacking = alternatives.map(({ evaluations }, index) => shares[index] * total - evaluations);
  return lacking.indexOf(Math.max(...lacking));
}
