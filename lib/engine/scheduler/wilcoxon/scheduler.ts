/**
 * The Wilcoxon rule for trials that are evaluated fold by fold or seed by seed: step i is fold i. A trial is stopped if its
 * losses are significantly larger than those of the incumbent on the folds that both have (one-sided signed-rank test), but
 * never while its average on these folds is at least as good.
 *
 * The incumbent is the completed trial with the best average over its folds, equal ones by number.
 */
import { curveScheduler, goOn, stop, upTo } from "../curve-rule";
import { lossOf } from "../rank-results";
import type { Measurement, Member, RungTable } from "../rung-table";
import type { WilcoxonOptions } from "./definition";
import { signedRankProbability } from "./signed-rank";

export const wilcoxonScheduler = curveScheduler<WilcoxonOptions>(({ options }, table, { member, step }) => {
  const incumbent = incumbentOf(table);
  if (!incumbent) return goOn("No trial has completed yet.");
  const pairs = pairFolds(upTo(member, step), incumbent.curve);
  if (pairs.length < options.min_folds)
    return goOn(`${pairs.length} folds in common with trial ${incumbent.trial}; too few.`);
  const versus = `than trial ${incumbent.trial} on ${pairs.length} folds`;
  const average = averageOf(pairs.map(([loss]) => loss));
  if (average <= averageOf(pairs.map(([, loss]) => loss))) return goOn(`Its average is no worse ${versus}.`);
  const p = signedRankProbability(pairs.map(([loss, best]) => loss - best));
  const said = `${versus} (p = ${Number(p.toPrecision(3))})`;
  return p < options.alpha ? stop(`Significantly worse ${said}.`) : goOn(`Not significantly worse ${said}.`);
});

function incumbentOf({ members }: RungTable): Member | null {
  let best: { readonly member: Member; readonly average: number } | null = null;
  for (const member of members) {
    const average = averageOf(member.curve.map(lossOf));
    if (member.ended !== "completed" || !Number.isFinite(average)) continue;
    const better =
      best === null || average < best.average || (average === best.average && member.trial < best.member.trial);
    if (better) best = { member, average };
  }
  return best?.member ?? null;
}

/** The losses of both on each fold that both have. */
function pairFolds(
  curve: readonly Measurement[],
  other: readonly Measurement[],
): readonly (readonly [number, number])[] {
  const losses = new Map(other.map((measurement) => [measurement.step, lossOf(measurement)]));
  return curve.flatMap((measurement) => {
    const best = losses.get(measurement.step);
    return best === undefined ? [] : [[lossOf(measurement), best] as const];
  });
}

/** NaN for no folds. */
function averageOf(losses: readonly number[]): number {
  return losses.reduce((sum, loss) => sum + loss / losses.length, losses.length > 0 ? 0 : Number.NaN);
}
