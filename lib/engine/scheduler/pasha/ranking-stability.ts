/**
 * Whether two neighbouring rungs agree about who is better, up to noise. Bohdal et al. 2023: soft ranking, and its epsilon from noise in rankings.
 *
 *   c_i = the trial at rank i of the upper rung, p_i = that at rank i of the same trials in the lower rung
 *   stable when |f(c_i) - f(p_i)| <= epsilon for all i, f the loss in the lower rung        (soft ranking)
 *   epsilon = a percentile of |f(c) - f(c')| over the pairs whose curves cross, and cross back: what differs by no more than
 *             these do is not told apart by the measurements. 0 without such pairs.
 */
import { quantile } from "../../stats/quantile";
import { byLoss, lossOf } from "../rank-results";
import { type Member, memberOf, type Rung, type RungTable } from "../rung-table";

export function isRankingStable(table: RungTable, { lower, upper }: Rungs, percentile: number): boolean {
  const order = byLoss(upper.results, upper.results.length).filter(({ losses }) => losses !== null);
  const trials = new Set(order.map(({ trial }) => trial));
  const before = byLoss(lower.results, lower.results.length).filter(({ trial }) => trials.has(trial));
  const lossBefore = new Map(before.map((result) => [result.trial, lossOf(result)]));
  const epsilon = noiseOf(
    order.flatMap(({ trial }) => memberOf(table, trial) ?? []),
    percentile,
  );
  return order.every(({ trial }, rank) => {
    const [here, there] = [lossBefore.get(trial), before[rank]];
    if (here === undefined || there === undefined) return true;
    return here === lossOf(there) || Math.abs(here - lossOf(there)) <= epsilon;
  });
}

interface Rungs {
  readonly lower: Rung;
  readonly upper: Rung;
}

/** Epsilon, from all that has been measured of these trials. */
export function noiseOf(members: readonly Member[], percentile: number): number {
  const distances = members.flatMap((one, index) =>
    members.slice(index + 1).flatMap((other) => crossedDistance(one, other) ?? []),
  );
  return distances.length === 0 ? 0 : quantile(distances, percentile / 100);
}

/** How far apart two trials are at the last step that both measured, if their order has changed twice; else null. */
function crossedDistance(one: Member, other: Member): number | null {
  const losses = new Map(other.curve.map((measurement) => [measurement.step, lossOf(measurement)]));
  let [changes, sign, distance] = [0, 0, Number.NaN];
  for (const measurement of one.curve) {
    const difference = lossOf(measurement) - (losses.get(measurement.step) ?? Number.NaN);
    if (!Number.isFinite(difference)) continue;
    distance = Math.abs(difference);
    const next = Math.sign(difference);
    if (next !== 0 && sign !== 0 && next !== sign) changes += 1;
    if (next !== 0) sign = next;
  }
  return changes >= 2 ? distance : null;
}
