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
import { type Ascent, pauseOrGoOn, promoteBest, standing } from "../asynchronous-rungs";
import { bracketWeights, nextBracket } from "../deal-brackets";
import { rankingOf } from "../rank-results";
import { resourceLevels } from "../resource-levels";
import { levelReached, missedLevels } from "../rung-order";
import { type Rung, rungOrEmpty } from "../rung-table";
import type { Decision, RungReport, Scheduler, Setting } from "../scheduler";
import type { AshaOptions } from "./definition";

type AshaSetting = Setting<AshaOptions>;

export const ashaScheduler: Scheduler<AshaOptions> = {
  place(setting, { members }) {
    const levels = levelsOf(setting, 0);
    const brackets = Math.min(setting.options.brackets, levels.length);
    const bracket = nextBracket(members, bracketWeights(brackets, levels.length, setting.options.eta));
    return { bracket, target: setting.options.mode === "stop" ? null : levels[bracket] };
  },
  rungAt: (setting, _table, member, step) => levelReached(levelsOf(setting, member.bracket), member, step),
  missed: (setting, _table, member) => missedLevels(levelsOf(setting, member.bracket), member),
  decide(setting, table, report) {
    const levels = levelsOf(setting, report.bracket);
    if (report.rung === levels.length - 1) return { verdict: "continue", why: "The last rung: it ends here." };
    return setting.options.mode === "stop"
      ? stopOrGoOn(setting, rungOrEmpty(table, report), report)
      : pauseOrGoOn(ascentOf(setting), table, report);
  },
  promote: (setting, table, free) =>
    setting.options.mode === "stop" ? [] : promoteBest(ascentOf(setting), table, free),
};

function levelsOf({ options: { eta, grace }, study: { resource } }: AshaSetting, bracket: number): readonly number[] {
  const min = grace ?? resource.min;
  return resourceLevels(min, resource.max ?? min, eta).slice(bracket);
}

function ascentOf(setting: AshaSetting): Ascent {
  return { study: setting.study, eta: setting.options.eta, levels: (bracket) => levelsOf(setting, bracket) };
}

function stopOrGoOn(
  { study, options: { eta } }: AshaSetting,
  before: Rung,
  { member: { trial }, step, losses }: RungReport,
): Decision {
  const rung = { ...before, results: [...before.results, { trial, step, losses, verdict: "stop", why: "" } as const] };
  const quota = Math.max(1, Math.floor(rung.results.length / eta));
  const rank = rankingOf(study)(rung.results, quota).findIndex((result) => result.trial === trial);
  return { verdict: losses !== null && rank < quota ? "continue" : "stop", why: standing(study, rung, trial, quota) };
}
