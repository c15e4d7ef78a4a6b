/**
 * Successive halving in brackets of a fixed plan, filled asynchronously: a worker that arrives is given a promotion if there
 * is one, else the next free slot of the earliest bracket that is not full, and when all are full another round of brackets
 * begins. So nobody waits, and a budget that is no multiple of a round is used all the same.
 *
 * A rung closes when each of its members has a result or has ended; then the best move on, as many as the next rung holds.
 * Fewer when fewer have a finite result. Jamieson & Talwalkar 2016, algorithm 1; Li et al. 2018, algorithm 1.
 */
import { rankingOf } from "./rank-results";
import { goingOn, levelReached, mayMoveOn, missedLevels, withReport } from "./rung-order";
import { type Promotion, type Rung, type RungTable, rungOrEmpty } from "./rung-table";
import type { Decision, Placement, RungReport, Scheduler, Setting } from "./scheduler";

export interface PlannedRung {
  readonly resource: number;
  /** How many trials it is to hold. */
  readonly size: number;
}
export type BracketPlan = readonly PlannedRung[];

/** A scheduler that runs the brackets of a round one after the other, round after round. */
export function synchronousScheduler<Options>(
  roundOf: (setting: Setting<Options>) => readonly BracketPlan[],
): Scheduler<Options> {
  const planOf = (setting: Setting<Options>, bracket: number): BracketPlan =>
    fitPlan(roundOf(setting), bracket, setting.study.trials);
  const levels = (setting: Setting<Options>, bracket: number): readonly number[] =>
    planOf(setting, bracket).map(({ resource }) => resource);
  return {
    place: (setting, table) => placeInBrackets(roundOf(setting), table),
    rungAt: (setting, _table, member, step) => levelReached(levels(setting, member.bracket), member, step),
    missed: (setting, _table, member) => missedLevels(levels(setting, member.bracket), member),
    decide: (setting, table, report) => decideInBracket(setting, planOf(setting, report.bracket), table, report),
    promote(setting, table, free) {
      const brackets = [...new Set(table.rungs.map(({ bracket }) => bracket))];
      const open = brackets.flatMap((bracket) => advancing(setting, planOf(setting, bracket), table, bracket));
      return open.sort(deepestFirst).slice(0, free);
    },
  };
}

/** The plan of a bracket; when the study's trials end within it, it is smaller in proportion, so that it closes. */
export function fitPlan(round: readonly BracketPlan[], bracket: number, trials: number | null): BracketPlan {
  const plan = round[bracket % round.length];
  if (trials === null) return plan;
  const starts = round.map(([{ size }]) => size);
  const whole = Math.floor(bracket / round.length) * starts.reduce((sum, size) => sum + size, 0);
  const before = starts.slice(0, bracket % round.length).reduce((sum, size) => sum + size, whole);
  const members = Math.max(1, trials - before);
  if (members >= plan[0].size) return plan;
  return plan.map(({ resource, size }) => ({
    resource,
    size: Math.max(1, Math.floor((members * size) / plan[0].size)),
  }));
}

function placeInBrackets(round: readonly BracketPlan[], { members }: RungTable): Placement {
  const filled = new Map<number, number>();
  for (const { bracket } of members) filled.set(bracket, (filled.get(bracket) ?? 0) + 1);
  let bracket = 0;
  while ((filled.get(bracket) ?? 0) >= round[bracket % round.length][0].size) bracket += 1;
  return { bracket, target: round[bracket % round.length][0].resource };
}

function decideInBracket(setting: Setting<unknown>, plan: BracketPlan, table: RungTable, report: RungReport): Decision {
  const { bracket, rung, member } = report;
  if (rung === plan.length - 1) return { verdict: "continue", why: "The last rung: it ends here." };
  const after = withReport(table, report);
  const promotion = advancing(setting, plan, after, bracket).find(({ trial }) => trial === member.trial);
  const move = `of ${plan[rung].size} at resource ${plan[rung].resource}, the best ${plan[rung + 1].size} move on`;
  if (promotion) return { verdict: "continue", why: `Complete: ${move}, and it is one of them.`, promotion };
  return { verdict: "pause", why: `Result ${rungOrEmpty(after, report).results.length} ${move}.` };
}

/** The promotions from closed rungs of a bracket that have not been made yet. */
function advancing(
  setting: Setting<unknown>,
  plan: BracketPlan,
  table: RungTable,
  bracket: number,
): readonly Promotion[] {
  const found: Promotion[] = [];
  let expected = plan[0].size;
  for (let rung = 0; rung + 1 < plan.length; rung += 1) {
    const row = rungOrEmpty(table, { bracket, rung, resource: plan[rung].resource });
    if (row.results.length < expected) break;
    const movers = moversOf(setting, table, row, plan[rung + 1].size);
    const target = plan[rung + 1].resource;
    found.push(...movers.map((trial) => goingOn(setting.study, table, { trial, bracket, fromRung: rung, target })));
    expected = row.promotions.length;
    if (movers.length > 0) break; // the next rung cannot be complete before they have come there
  }
  return found;
}

/** The best of a closed rung that may still move on, best first. */
function moversOf({ study }: Setting<unknown>, table: RungTable, rung: Rung, quota: number): readonly number[] {
  const left = quota - rung.promotions.length;
  if (left <= 0) return [];
  const promoted = new Set(rung.promotions.map(({ trial }) => trial));
  const movers: number[] = [];
  for (const result of rankingOf(study)(rung.results, quota)) {
    if (movers.length === left) break;
    if (!promoted.has(result.trial) && mayMoveOn(study, table, result)) movers.push(result.trial);
  }
  return movers;
}

function deepestFirst(one: Promotion, other: Promotion): number {
  return other.target - one.target || one.bracket - other.bracket;
}
