/** What schedulers with rungs at fixed levels share: which rung comes next, who may move on, what a promotion says. */
import {
  type Member,
  memberOf,
  type Promotion,
  type RungLevel,
  type RungResult,
  type RungTable,
  rungOrEmpty,
  withMember,
  withRung,
} from "./rung-table";
import type { RungReport, SchedulerStudy } from "./scheduler";

/**
 * The next rung of a bracket with these levels that the step reaches. A trial comes to rungs in order, so it stands before
 * the one after the last in which it has a result; none beyond its target is open to it.
 */
export function levelReached(levels: readonly number[], member: Member, step: number): RungLevel | null {
  const rung = member.reached + 1;
  if (rung >= levels.length || step < levels[rung]) return null;
  if (member.target !== null && levels[rung] > member.target) return null;
  return { bracket: member.bracket, rung, resource: levels[rung] };
}

/**
 * Where a trial that has ended counts without having come there: one that completed early in every rung it was to train
 * to, one that failed in the next one only, since nothing is known of it beyond.
 */
export function missedLevels(levels: readonly number[], member: Member): readonly RungLevel[] {
  const next = member.reached + 1;
  const left = levels
    .map((resource, rung) => ({ bracket: member.bracket, rung, resource }))
    .filter(({ rung, resource }) => rung >= next && (member.target === null || resource <= member.target));
  return member.ended === "completed" ? left : left.slice(0, 1);
}

/** Whether a trial that was not promoted yet may be: with a finite result, still there, with the checkpoint that is asked for. */
export function mayMoveOn(study: SchedulerStudy, table: RungTable, { trial, losses }: RungResult): boolean {
  if (losses === null) return false;
  const member = memberOf(table, trial);
  if (!member || member.ended !== null) return false;
  return study.checkpoint !== "required" || member.checkpoint > 0;
}

export function goingOn(study: SchedulerStudy, table: RungTable, move: Omit<Promotion, "from">): Promotion {
  const from = study.checkpoint === "none" ? 0 : (memberOf(table, move.trial)?.checkpoint ?? 0);
  return { ...move, from };
}

/**
 * The table as it will be if the trial of this report is paused, to ask whether it would be promoted at once. Its worker
 * still holds its state, which is as good as a checkpoint.
 */
export function withReport(table: RungTable, report: RungReport): RungTable {
  const { member, step, losses } = report;
  const { bracket, rung, resource, results, promotions } = rungOrEmpty(table, report);
  const result = { trial: member.trial, step, losses, verdict: "pause", why: "" } as const;
  const arrived = withRung(table, { bracket, rung, resource, results: [...results, result], promotions });
  return withMember(arrived, { ...member, checkpoint: Math.max(member.checkpoint, step) });
}
