/**
 * Patience: at step s a trial is stopped if the best loss of the last `patience` steps is not by more than `min_delta` better
 * than the best one before them. It compares a trial with itself only. Prechelt 1998.
 */
import { curveScheduler, goOn, stop, upTo } from "../curve-rule";
import { lossOf } from "../rank-results";
import type { Measurement } from "../rung-table";
import type { PatienceOptions } from "./definition";

export const patienceScheduler = curveScheduler<PatienceOptions>(({ options }, _table, { member, step }) => {
  const { patience, min_delta } = options;
  const curve = upTo(member, step);
  const before = curve.filter((measurement) => measurement.step <= step - patience);
  if (before.length === 0) return goOn(`Not measured for longer than ${patience} steps yet.`);
  const recent = curve.filter((measurement) => measurement.step > step - patience);
  // Infinity - Infinity is NaN, which is no improvement either.
  const improved = bestOf(before) - bestOf(recent) > min_delta;
  const by = min_delta > 0 ? ` by more than ${min_delta}` : "";
  return improved ? goOn(`Improved${by} within ${patience} steps.`) : stop(`Not improved${by} for ${patience} steps.`);
});

function bestOf(curve: readonly Measurement[]): number {
  return Math.min(...curve.map(lossOf));
}
