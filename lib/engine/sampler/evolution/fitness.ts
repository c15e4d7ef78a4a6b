/**
 * How good a trial is to those who select by comparing. Completed ones that keep every bound come first, then those that
 * break one, the least broken first (Deb 2000, An efficient constraint handling method for genetic algorithms), then
 * pruned ones, then those that came to nothing. Where several objectives name what is worth having, those that have it come
 * before the others of their kind, which are compared by what they miss (`pareto/preferred-region`).
 */
import { isFeasible, type LossEntry, violation } from "../../history";
import { isPreferred, missedBy, type PreferredRegion } from "../../pareto/preferred-region";

export const FAILED = 3;

export interface Fitness {
  /** 0 feasible, 1 breaks a bound, 2 pruned, 3 (FAILED) nothing to go by. */
  readonly tier: 0 | 1 | 2 | 3;
  /** What counts within the tier, less being better: losses, or the violation. */
  readonly losses: readonly number[];
  /** By objective, what is missed of the preferred region; left out within it. */
  readonly missed?: readonly number[];
}

/** Null for trials that say nothing of their point: cancelled ones. */
export function fitnessOf(entry: LossEntry, region: PreferredRegion = []): Fitness | null {
  const { outcome, losses } = entry;
  if (outcome === "cancelled") return null;
  if (losses === null || outcome === "failed" || outcome === "infeasible") return { tier: FAILED, losses: [] };
  if (outcome !== "pruned" && !isFeasible(entry)) return { tier: 1, losses: [violation(entry)] };
  const missed = isPreferred(losses, region) ? {} : { missed: missedBy(losses, region) };
  return { tier: outcome === "pruned" ? 2 : 0, losses, ...missed };
}

/** The vector by which it is compared with those of its kind. */
export function comparedBy({ losses, missed }: Fitness): readonly number[] {
  return missed ?? losses;
}

/** For one objective: below 0 when `one` is better. */
export function compareFitness(one: Fitness, other: Fitness): number {
  if (one.tier !== other.tier) return one.tier - other.tier;
  const [first = 0, second = 0] = [one.losses[0], other.losses[0]];
  return first === second ? 0 : first < second ? -1 : 1; // not subtracted: 1e308 - -1e308 would overflow
}
