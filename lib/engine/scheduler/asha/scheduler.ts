/**
 * Asynchronous successive halving (ASHA). `promote`: whenever a worker is free, the most advanced rung that has a trial
 * among its best 1/eta and not promoted yet sends it on, resumed from its checkpoint. Li et al. 2020, algorithm 2.
 * `stop`: a trial that comes to a rung goes on if it is among the best 1/eta so far (the first always is), or ends there for
 * good; who should not have gone on is not called back and who was stopped has no second chance, which is its price.
 *
 *   rungs of bracket b: R / eta^(K - b), …, R      K = floor(log_eta(R / r))
 *   n results in a rung: the best floor(n / eta) move on
 *
 * Deviation: a trial that is promotable with its own report goes on at once instead of being resumed by the next worker.
 */
import { bracketWeights, nextBracket } from "../deal-brackets";
import { resourceLevels } from "../resource-levels";
import { goingOn, levelReached, mayMoveOn, missedLevels, withReport } from "../rung-order";
import { byLoss, type Promotion, type Ranking, type Rung, type RungTable, rungOrEmpty } from "../rung-table";
import type { Decision, RungReport, Scheduler, SchedulerStudy, Setting } from "../scheduler";
import type { AshaOptions } from "./definition";

type AshaSetting = Setting<AshaOptions>;

export const ashaScheduler: Scheduler<AshaOptions> = {
  place(setting, { members }) {
    const levels = levelsOf(setting, 0);
    const brackets = Math.min(setting.options.brackets, levels.length);
    const bracket = nextBracket(members, bracketWeights(brackets, levels.length, setting.options.eta));
    return { bracket, target: setting.options.mode === "stop" ? null : levels[bracket] };
  },
  rungAt: (setting, table, member, step) => levelReached(levelsOf(setting, member.bracket), table, member, step),
  missed: (setting, table, member) => missedLevels(levelsOf(setting, member.bracket), table, member),
  decide(setting, table, report) {
    const levels = levelsOf(setting, report.bracket);
    if (report.rung === levels.length - 1) return { verdict: "continue", why: "The last rung: it trains to its end." };
    return setting.options.mode === "stop"
      ? stopOrGoOn(setting.options.eta, rungOrEmpty(table, report), report)
      : pauseOrGoOn(setting, levels, withReport(table, report), report);
  },
  promote(setting, table, free) {
    if (setting.options.mode === "stop") return [];
    const open = table.rungs.flatMap((rung) =>
      promotable({
        study: setting.study,
        table,
        rung,
        levels: levelsOf(setting, rung.bracket),
        eta: setting.options.eta,
      }),
    );
    return open.sort((one, other) => other.target - one.target || one.bracket - other.bracket).slice(0, free);
  },
};

function levelsOf({ options: { eta, grace }, study: { resource } }: AshaSetting, bracket: number): readonly number[] {
  const min = grace ?? resource.min;
  return resourceLevels(min, resource.max ?? min, eta).slice(bracket);
}

interface RungOfBest {
  readonly study: SchedulerStudy;
  readonly table: RungTable;
  readonly rung: Rung;
  readonly levels: readonly number[];
  readonly eta: number;
}

/** Who is among the best floor(n / eta) of a rung and may move on, best first. */
export function promotable(
  { study, table, rung, levels, eta }: RungOfBest,
  ranking: Ranking = byLoss,
): readonly Promotion[] {
  const target = levels[rung.rung + 1];
  if (target === undefined) return [];
  return ranking(rung.results)
    .slice(0, Math.floor(rung.results.length / eta))
    .filter((result) => mayMoveOn(study, table, rung, result))
    .map(({ trial }) => goingOn(study, table, { trial, bracket: rung.bracket, fromRung: rung.rung, target }));
}

function pauseOrGoOn(
  { options: { eta }, study }: AshaSetting,
  levels: readonly number[],
  table: RungTable,
  report: RungReport,
): Decision {
  const rung = rungOrEmpty(table, report);
  const { trial } = report.member;
  const why = standing(rung, trial, Math.floor(rung.results.length / eta));
  const promotion = promotable({ study, table, rung, levels, eta }).find((move) => move.trial === trial);
  return promotion ? { verdict: "continue", why, promotion } : { verdict: "pause", why };
}

function stopOrGoOn(eta: number, before: Rung, { member: { trial }, step, losses }: RungReport): Decision {
  const rung = { ...before, results: [...before.results, { trial, step, losses, verdict: "stop", why: "" } as const] };
  const quota = Math.max(1, Math.floor(rung.results.length / eta));
  const rank = byLoss(rung.results).findIndex((result) => result.trial === trial);
  return { verdict: losses !== null && rank < quota ? "continue" : "stop", why: standing(rung, trial, quota) };
}

/** Where a trial stands in its rung, in a sentence. */
export function standing(rung: Rung, trial: number, quota: number, ranking: Ranking = byLoss): string {
  const rank = 1 + ranking(rung.results).findIndex((result) => result.trial === trial);
  const movers = quota === 0 ? "none moves on yet" : quota === 1 ? "the best moves on" : `the best ${quota} move on`;
  return `Rank ${rank} of ${rung.results.length} at resource ${rung.resource}; ${movers}.`;
}
