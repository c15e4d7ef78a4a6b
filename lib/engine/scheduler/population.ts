/**
 * Training a population. Each of `population` lineages trains without a pause; every `interval` steps a trial is compared
 * with others at the same step, never with their progress at another. One of the worst share stops and a
 * child takes its place: from the checkpoint of one of the best share (exploit), with changed assignments (explore).
 *
 *   n results at this step, k = floor(n q): the last k are exploited, each from one of the first k drawn at random
 *
 * A donor has a checkpoint, is better, and is never the trial itself. Without one the trial simply goes on. The lineage is
 * data: a child names its parent, its donor and the step it starts from, and is made once for each (trial, step).
 * Jaderberg et al. 2017, algorithm 1, truncation selection; deviation: asynchronous, but at equal progress only.
 */
import { permutation } from "../rng/distributions";
import { makeRng, type Rng } from "../rng/rng";
import type { Assignments } from "../space/space";
import { byLoss, lossOf } from "./rank-results";
import { type Child, type Member, memberOf, type RungResult, type RungTable, rungOrEmpty } from "./rung-table";
import type { Decision, RungReport, Scheduler, Setting } from "./scheduler";

export interface PopulationOptions {
  readonly population: number;
  readonly interval: number;
  readonly quantile: number;
}

export interface Exploration<Options> {
  readonly setting: Setting<Options>;
  readonly table: RungTable;
  readonly report: RungReport;
  /** What the donor trains with. */
  readonly donor: Assignments;
  rng(purpose: string): Rng;
}

export function populationScheduler<Options extends PopulationOptions>(
  explore: (exploration: Exploration<Options>) => Assignments,
): Scheduler<Options> {
  return {
    place({ options }, { members }, parent) {
      return parent !== null || placesTaken(members).length < options.population ? { bracket: 0, target: null } : null;
    },
    rungAt({ options: { interval }, study: { resource } }, _table, { reached, from }, step) {
      const rung = Math.floor(step / interval) - 1;
      const level = (rung + 1) * interval;
      if (rung <= reached || level <= from || (resource.max !== null && level >= resource.max)) return null;
      return { bracket: 0, rung, resource: level };
    },
    decide: (setting, table, report) => decideInPopulation(explore, { setting, table, report }),
    promote: () => [],
    missed: () => [],
    isOver({ options }, { members }) {
      const completed = placesTaken(members).filter(({ ended }) => ended === "completed");
      return completed.length >= options.population;
    },
  };
}

type Case<Options> = Pick<Exploration<Options>, "setting" | "table" | "report">;

/** A founder that was cancelled or failed leaves its place to a new one; one that completed has had it. */
function placesTaken(members: readonly Member[]): readonly Member[] {
  const replaced = new Set(members.map((member) => member.parent));
  return members.filter(({ trial, ended }) => !replaced.has(trial) && (ended === null || ended === "completed"));
}

function decideInPopulation<Options extends PopulationOptions>(
  explore: (exploration: Exploration<Options>) => Assignments,
  { setting, table, report }: Case<Options>,
): Decision {
  const { member, resource } = report;
  const compared = comparison({ setting, table, report });
  if (!compared) return { verdict: "continue", why: `Too few have come to step ${resource} to compare with.` };
  const { own, ranked, count } = compared;
  const rank = ranked.indexOf(own);
  const place = `Rank ${rank + 1} of ${ranked.length} at step ${compared.resource}`;
  if (rank < ranked.length - count) return { verdict: "continue", why: `${place}; not among the last ${count}.` };
  const { trials } = setting.study;
  if (trials !== null && table.members.length >= trials)
    return { verdict: "continue", why: `${place}, but no trial is left for a child.` };
  const rng = (purpose: string): Rng =>
    makeRng({ seed: setting.study.seed, purpose: `population/${purpose}/${resource}`, number: member.trial });
  const donor = donorAmong(table, ranked.slice(0, count), { own, rng: rng("donor") });
  if (!donor) return { verdict: "continue", why: `${place}, but none of the best has a checkpoint to go on from.` };
  const assignments = explore({ setting, table, report, donor: donor.assignments, rng });
  const child: Child = { parent: member.trial, donor: donor.trial, from: donor.from, assignments };
  return {
    verdict: "stop",
    why: `${place}; a child takes over from trial ${donor.trial} at step ${donor.from}.`,
    child,
  };
}

interface Comparison {
  readonly resource: number;
  readonly own: RungResult;
  readonly ranked: readonly RungResult[];
  /** How many of the last are replaced, and how many of the first are copied. */
  readonly count: number;
}

/**
 * The results at the deepest step that the trial and enough others have come to: half of the population, and so many that
 * one is replaced. With the present step only, whoever always comes first would never be judged.
 */
function comparison<Options extends PopulationOptions>({
  setting: { options },
  table,
  report,
}: Case<Options>): Comparison | null {
  const { member, rung, step, losses, bracket, resource: reached } = report;
  const enough = Math.max(Math.ceil(1 / options.quantile), Math.ceil(options.population / 2));
  const here: RungResult = { trial: member.trial, step, losses, verdict: "continue", why: "" };
  const now = rungOrEmpty(table, { bracket, rung, resource: reached });
  // Of the rungs that hold results, not of all: a step may be the thousand millionth.
  const before = table.rungs.filter((one) => one.bracket === bracket && one.rung < rung);
  const deepestFirst = [
    { ...now, results: [...now.results, here] },
    ...before.sort((one, other) => other.rung - one.rung),
  ];
  for (const { resource, results } of deepestFirst) {
    const own = results.find(({ trial }) => trial === member.trial);
    if (!own || results.length < enough) continue;
    const count = Math.floor(results.length * options.quantile);
    return { resource, own, ranked: byLoss(results, results.length), count };
  }
  return null;
}

interface Donor {
  readonly trial: number;
  readonly from: number;
  readonly assignments: Assignments;
}

/** The first, in a random order of the best, that the child can start from. */
function donorAmong(
  table: RungTable,
  best: readonly RungResult[],
  { own, rng }: { readonly own: RungResult; readonly rng: Rng },
): Donor | null {
  for (const place of permutation(rng, best.length)) {
    const { trial } = best[place];
    const member = memberOf(table, trial);
    const better = lossOf(best[place]) < lossOf(own) && trial !== own.trial;
    if (member?.assignments && member.checkpoint > 0 && better)
      return { trial, from: member.checkpoint, assignments: member.assignments };
  }
  return null;
}
