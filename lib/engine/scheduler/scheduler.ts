/**
 * A scheduler allocates resource: which bracket a new trial joins, how far each may train, who goes on at a rung. It is a
 * function from rows to rows to add; what was decided is in the table, so nothing is remembered and any replica may decide.
 */
import type { Objective } from "../problem";
import type { Space } from "../space/space";
import type { Child, Member, Promotion, RungLevel, RungTable, Verdict } from "./rung-table";

/** What of a study its scheduler must know. */
export interface SchedulerStudy {
  readonly objectives: readonly Objective[];
  /** What a step counts: epochs, boosting rounds, rows, folds. `max` is null when it is not known. */
  readonly resource: { readonly min: number; readonly max: number | null };
  /**
   * Promoted trials go on from a checkpoint. `preferred`: without one they begin anew; `required`: without one they are not
   * promoted; `none`: they cannot be resumed, so nothing is paused.
   */
  readonly checkpoint: "required" | "preferred" | "none";
  /** Steps number the folds or seeds of repeated evaluations, which are comparable one by one. */
  readonly folds: boolean;
  /** How many trials will be started at most, null when that is open. */
  readonly trials: number | null;
  readonly seed: string;
  /** Needed where the scheduler makes new assignments. */
  readonly space: Space | null;
}

export interface Setting<Options> {
  readonly options: Options;
  readonly study: SchedulerStudy;
}

export interface Placement {
  readonly bracket: number;
  /** The resource to train to before anything is promoted; null: to the end. */
  readonly target: number | null;
}

/** A result that has come to a rung and is to be decided upon; not yet in the table. */
export interface RungReport extends RungLevel {
  readonly member: Member;
  readonly step: number;
  readonly losses: readonly number[] | null;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly why: string;
  /** The trial is promoted at once and its worker simply goes on to this resource. */
  readonly promotion?: Promotion;
  readonly child?: Child;
}

/** Methods, so that the registry may hold schedulers of any options: each is reached through its definition's schema only. */
export interface Scheduler<Options> {
  /** Where a new trial starts; null when nothing is to be started before a result comes in. */
  place(setting: Setting<Options>, table: RungTable, parent: number | null): Placement | null;
  /** The next rung of this trial that a measurement at `step` reaches, null when there is none. */
  rungAt(setting: Setting<Options>, table: RungTable, member: Member, step: number): RungLevel | null;
  decide(setting: Setting<Options>, table: RungTable, report: RungReport): Decision;
  /** At most `free` paused trials that may go on now, the most advanced first. */
  promote(setting: Setting<Options>, table: RungTable, free: number): readonly Promotion[];
  /** The rungs in which a trial that has ended counts although it never came there. */
  missed(setting: Setting<Options>, table: RungTable, member: Member): readonly RungLevel[];
  /** Rungs to be opened because of what the table holds since there was a new result in this rung. */
  open?(setting: Setting<Options>, table: RungTable, level: RungLevel): readonly RungLevel[];
  /** Whether no trial is ever started or promoted any more, whatever budget is left. Never, when left out. */
  isOver?(setting: Setting<Options>, table: RungTable): boolean;
}
