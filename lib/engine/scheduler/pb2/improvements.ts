/**
 * What a population has learnt: for each interval that a trial trained, when that was, with which assignments, and by how
 * much the loss fell. Parker-Holder et al. 2020: the bandit's reward is the change, not the level.
 */
import type { Assignments } from "../../space/space";
import { type Member, memberOf, type RungTable, resultOf, rungOf } from "../rung-table";
import type { RungReport } from "../scheduler";

export interface Improvement {
  /** The interval, counted from 0. */
  readonly time: number;
  readonly assignments: Assignments;
  /** Positive when the loss fell. */
  readonly gain: number;
}

/** Of all intervals that ended with a finite result and began with one, in the order of their ends. */
export function improvementsOf(table: RungTable, interval: number): readonly Improvement[] {
  return table.rungs.flatMap(({ rung, results }) =>
    results.flatMap(({ trial, losses }): readonly Improvement[] => {
      const member = memberOf(table, trial);
      const before = member ? lossBefore(table, { member, rung, interval }) : null;
      if (!member?.assignments || !losses || before === null) return [];
      const gain = before - losses[0];
      return Number.isFinite(gain) ? [{ time: rung, assignments: member.assignments, gain }] : [];
    }),
  );
}

/** The loss that an interval began with: the trial's own, or for a child its donor's where its checkpoint was written. */
function lossBefore(
  table: RungTable,
  { member, rung, interval }: { readonly member: Member; readonly rung: number; readonly interval: number },
): number | null {
  const own = resultOf(rungOf(table, member.bracket, rung - 1), member.trial);
  if (own) return own.losses?.[0] ?? null;
  // A child's first interval: nothing between its beginning and this rung was missed.
  if (member.parent === null || member.from < rung * interval) return null;
  const parent = memberOf(table, member.parent);
  const child = parent && resultOf(rungOf(table, parent.bracket, parent.reached), parent.trial)?.child;
  const donor = child && memberOf(table, child.donor);
  return donor?.curve.findLast(({ step }) => step <= member.from)?.losses?.[0] ?? null;
}

/** What trains now, or is about to, besides the trial of the report: its outcome is not known yet. */
export function pendingAssignments(table: RungTable, { member }: RungReport): readonly Assignments[] {
  const replaced = new Set(table.members.map(({ parent }) => parent));
  return table.members.flatMap(({ trial, ended, assignments, bracket, reached }) => {
    if (trial === member.trial || ended !== null || replaced.has(trial)) return [];
    const child = resultOf(rungOf(table, bracket, reached), trial)?.child;
    return child ? [child.assignments] : assignments ? [assignments] : [];
  });
}
