/**
 * A cap on what single trials cost (seconds, money: what measurements call `cost`): an absolute one, and one relative to the
 * median of the others at the same step. It does not look at losses: it bounds the price of one unlucky assignment.
 */

import { quantile } from "../../stats/quantile";
import { curveScheduler, goOn, othersUpTo, stop, upTo } from "../curve-rule";
import type { Measurement } from "../rung-table";
import type { CostCapOptions } from "./definition";

export const costCapScheduler = curveScheduler<CostCapOptions>(({ options }, table, report) => {
  const { max_cost = Number.POSITIVE_INFINITY, ratio, min_trials } = options;
  const cost = costOf(upTo(report.member, report.step));
  if (cost === null) return goOn("Its cost is not known.");
  if (cost > max_cost) return stop(`It has cost ${cost}, more than ${max_cost}.`);
  const others = othersUpTo(table, report).flatMap((curve) => costOf(curve) ?? []);
  if (others.length < min_trials)
    return goOn(`The cost of ${others.length} others up to step ${report.step} is known; too few to judge by.`);
  const usual = quantile(others, 0.5);
  return cost > ratio * usual
    ? stop(`It has cost ${cost} up to step ${report.step}, more than ${ratio} times the median ${usual}.`)
    : goOn(`It has cost ${cost} up to step ${report.step}, at most ${ratio} times the median ${usual}.`);
});

/** The newest cost that was told. */
function costOf(curve: readonly Measurement[]): number | null {
  return curve.findLast(({ cost }) => cost !== undefined)?.cost ?? null;
}
