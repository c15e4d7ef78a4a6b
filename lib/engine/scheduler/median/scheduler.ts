/**
 * The median stopping rule. Golovin et al. 2017, section 3.2.2: at step s a trial is stopped if its best loss up to s is
 * strictly worse than the median, over the others that have come to s, of their average loss up to s.
 *
 * The others include trials that were stopped later: leaving them out would raise the bar with every stop.
 */

import { quantile } from "../../stats/quantile";
import { bestSoFar, curveScheduler, goOn, inWords, othersUpTo, stop, upTo } from "../curve-rule";
import { lossOf } from "../rank-results";
import type { Measurement } from "../rung-table";
import type { MedianOptions } from "./definition";

export const medianScheduler = curveScheduler<MedianOptions>((setting, table, report) => {
  const others = othersUpTo(table, report);
  if (others.length < setting.options.min_trials)
    return goOn(`${others.length} other trials have come to step ${report.step}; too few to judge by.`);
  const best = bestSoFar(upTo(report.member, report.step));
  const median = quantile(others.map(averageOf), 0.5);
  const compared = `the median of ${others.length} others' averages up to step ${report.step} (${inWords(setting, median)})`;
  return best > median
    ? stop(`Its best, ${inWords(setting, best)}, is worse than ${compared}.`)
    : goOn(`Its best, ${inWords(setting, best)}, is no worse than ${compared}.`);
});

/** Infinite as soon as one measurement is no number. Halved while summing: 1e308 twice is not infinite on average. */
function averageOf(curve: readonly Measurement[]): number {
  return curve.reduce((sum, measurement) => sum + lossOf(measurement) / curve.length, 0);
}
