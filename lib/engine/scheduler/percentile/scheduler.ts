/**
 * The percentile stopping rule: at step s a trial is stopped if its best loss up to s is strictly worse than the `keep`-th
 * percentile of the losses that the others, as far as they have come to s, had there. Mild by default: curves that cross
 * make a strict rule lose what no pruning would have found.
 */

import { quantile } from "../../stats/quantile";
import { bestSoFar, curveScheduler, goOn, inWords, othersUpTo, stop, upTo } from "../curve-rule";
import { lossOf } from "../rank-results";
import type { PercentileOptions } from "./definition";

export const percentileScheduler = curveScheduler<PercentileOptions>((setting, table, report) => {
  const { keep, min_trials } = setting.options;
  const others = othersUpTo(table, report);
  if (others.length < min_trials)
    return goOn(`${others.length} other trials have come to step ${report.step}; too few to judge by.`);
  const best = bestSoFar(upTo(report.member, report.step));
  const bar = quantile(
    others.map((curve) => lossOf(curve[curve.length - 1])),
    keep / 100,
  );
  const compared = `the best ${keep} % of ${others.length} others at step ${report.step} (up to ${inWords(setting, bar)})`;
  return best > bar
    ? stop(`Its best, ${inWords(setting, best)}, is not among ${compared}.`)
    : goOn(`Its best, ${inWords(setting, best)}, is among ${compared}.`);
});
