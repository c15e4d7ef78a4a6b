/** What the asynchronous schedulers that promote share: who is among the best of a rung, and what its report is answered. */
import { rankingOf } from "./rank-results";
import { goingOn, mayMoveOn, withReport } from "./rung-order";
import { type Promotion, type Rung, type RungTable, rungOrEmpty } from "./rung-table";
import type { Decision, RungReport, SchedulerStudy } from "./scheduler";

/** How the best of rungs move on: the levels of a bracket that are open, and that one of eta goes on. */
export interface Ascent {
  readonly study: SchedulerStudy;
  readonly eta: number;
  levels(bracket: number): readonly number[];
}

/** At most `free` trials that may go on, the most advanced rung first, then the first bracket, the best first. */
export function promoteBest(ascent: Ascent, table: RungTable, free: number): readonly Promotion[] {
  const open = table.rungs.flatMap((rung) => promotable(ascent, table, rung));
  return open.sort((one, other) => other.target - one.target || one.bracket - other.bracket).slice(0, free);
}

/** The answer to a trial at a rung: to go on at once if it is among the best, else to pause until it is. */
export function pauseOrGoOn(ascent: Ascent, before: RungTable, report: RungReport): Decision {
  const table = withReport(before, report);
  const rung = rungOrEmpty(table, report);
  const { trial } = report.member;
  const why = standing(ascent.study, rung, trial, Math.floor(rung.results.length / ascent.eta));
  const promotion = promotable(ascent, table, rung).find((move) => move.trial === trial);
  return promotion ? { verdict: "continue", why, promotion } : { verdict: "pause", why };
}

/** Who is among the best floor(n / eta) of a rung and may move on, best first. Li et al. 2020, algorithm 2. */
function promotable({ study, eta, levels }: Ascent, table: RungTable, rung: Rung): readonly Promotion[] {
  const target = levels(rung.bracket)[rung.rung + 1];
  if (target === undefined) return [];
  const quota = Math.floor(rung.results.length / eta);
  const promoted = new Set(rung.promotions.map(({ trial }) => trial));
  return rankingOf(study)(rung.results, quota)
    .slice(0, quota)
    .filter((result) => !promoted.has(result.trial) && mayMoveOn(study, table, result))
    .map(({ trial }) => goingOn(study, table, { trial, bracket: rung.bracket, fromRung: rung.rung, target }));
}

/** Where a trial stands in its rung, in a sentence. */
export function standing(study: SchedulerStudy, rung: Rung, trial: number, quota: number): string {
  const rank = 1 + rankingOf(study)(rung.results, quota).findIndex((result) => result.trial === trial);
  const movers = quota === 0 ? "none moves on yet" : quota === 1 ? "the best moves on" : `the best ${quota} move on`;
  return `Rank ${rank} of ${rung.results.length} at resource ${rung.resource}; ${movers}.`;
}
