/**
 * Progressive ASHA: trials are promoted as in ASHA, but only as far as the top rung that is open. Two rungs are open at first;
 * a result in the top one opens the next when the two top rungs do not agree about the order of their trials, up to noise.
 * Bohdal et al. 2023, algorithm 1 (R_0 = eta r, R_t = eta^t R_0).
 *
 * Deviation: the top rungs are compared at results in the open top rung; trials wait there, paused, and go on when more opens.
 */
import { type Ascent, pauseOrGoOn, promoteBest } from "../asynchronous-rungs";
import { resourceLevels } from "../resource-levels";
import { levelReached, missedLevels } from "../rung-order";
import { type RungTable, rungOf } from "../rung-table";
import type { Scheduler, Setting } from "../scheduler";
import type { PashaOptions } from "./definition";
import { isRankingStable } from "./ranking-stability";

type PashaSetting = Setting<PashaOptions>;

export const pashaScheduler: Scheduler<PashaOptions> = {
  place: (setting) => ({ bracket: 0, target: allLevels(setting)[0] }),
  rungAt: (setting, table, member, step) => levelReached(openLevels(setting, table), member, step),
  missed: (setting, table, member) => missedLevels(openLevels(setting, table), member),
  decide(setting, table, report) {
    if (report.rung === allLevels(setting).length - 1)
      return { verdict: "continue", why: "The last rung: it ends here." };
    return pauseOrGoOn(ascentOf(setting, table), table, report);
  },
  promote: (setting, table, free) => promoteBest(ascentOf(setting, table), table, free),
  open(setting, table, { bracket, rung }) {
    const levels = allLevels(setting);
    const top = topRung(setting, table);
    if (rung !== top || top === levels.length - 1) return [];
    const [lower, upper] = [rungOf(table, bracket, top - 1), rungOf(table, bracket, top)];
    if (!lower || !upper) return [];
    if (isRankingStable(table, { lower, upper }, setting.options.noise_percentile)) return [];
    return [{ bracket, rung: top + 1, resource: levels[top + 1] }];
  },
};

function allLevels({ options: { eta }, study: { resource } }: PashaSetting): readonly number[] {
  return resourceLevels(resource.min, resource.max ?? resource.min, eta);
}

/** That a rung is open is a row of the table, so it stays open when later results make the order look stable. */
function topRung(setting: PashaSetting, { rungs }: RungTable): number {
  const opened = rungs.reduce((top, { rung }) => Math.max(top, rung), 1);
  return Math.min(opened, allLevels(setting).length - 1);
}

function openLevels(setting: PashaSetting, table: RungTable): readonly number[] {
  return allLevels(setting).slice(0, topRung(setting, table) + 1);
}

function ascentOf(setting: PashaSetting, table: RungTable): Ascent {
  return { study: setting.study, eta: setting.options.eta, levels: () => openLevels(setting, table) };
}
