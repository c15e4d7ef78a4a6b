/** What the views of trials that train from rung to rung share: entries made of trials, the same ones for as long as they are equal. */
import type { LossEntry } from "../history";
import type { Problem } from "../problem";
import { type PendingPoint, same } from "../recall";

export type Trial = LossEntry | PendingPoint;

/** Whether it says something of its point: what failed or was cancelled does not, wherever it had come. */
export const isResult = ({ outcome }: LossEntry): boolean => outcome === "completed" || outcome === "pruned";

export function identityOf({ number, assignments, fingerprint, generation }: Trial) {
  return { number, assignments, fingerprint, ...(generation && { generation }) };
}

const entriesOf = new WeakMap<Problem, Map<number, LossEntry>>();

/** The equal one that was made of the trial before, so that what is remembered of entries by identity holds. */
export function kept(problem: Problem, entry: LossEntry): LossEntry {
  const made = entriesOf.get(problem) ?? new Map<number, LossEntry>();
  entriesOf.set(problem, made);
  const before = made.get(entry.number);
  if (before && same(before, entry)) return before;
  made.set(entry.number, entry);
  return entry;
}
