import type { FinishReason, Study, StudyState } from "@/lib/contract/study";
import { type TrialState, trialStates } from "@/lib/contract/trial";

export interface ProgressSegment {
  readonly state: TrialState;
  readonly count: number;
  /** Of the budget, or of all there are where there is none, 0 to 1. */
  readonly share: number;
}

/** As many trials as a study can hold: nobody bounded it. */
const UNBOUNDED = 1_000_000;

export interface StudyProgress {
  /** Trials that have ended, whatever way. */
  readonly ended: number;
  /** Null: as many as come. */
  readonly budget: number | null;
  readonly percent: number | null;
  readonly segments: readonly ProgressSegment[];
}

/** Ended states first, so that the bar fills from the left and what is still moving is at its tip. */
const BAR_ORDER: readonly TrialState[] = [
  "completed",
  "pruned",
  "infeasible",
  "failed",
  "cancelled",
  "running",
  "paused",
  "queued",
];
const MOVING: ReadonlySet<TrialState> = new Set(["running", "paused", "queued"]);

/** How far a study is against its budget, which imported trials do not use; without one they are trials like others. */
export function studyProgress(study: {
  readonly trial_counts: Study["trial_counts"];
  readonly imported_counts: Study["imported_counts"];
  readonly limits: Pick<Study["limits"], "max_trials">;
}): StudyProgress {
  const budget = study.limits.max_trials === UNBOUNDED ? null : study.limits.max_trials;
  const counts = Object.fromEntries(
    trialStates.map((state) => [
      state,
      study.trial_counts[state] - (budget === null ? 0 : study.imported_counts[state]),
    ]),
  ) as Study["trial_counts"]; // every state, as in both
  const total = trialStates.reduce((sum, state) => sum + counts[state], 0);
  const ended = trialStates.reduce((sum, state) => (MOVING.has(state) ? sum : sum + counts[state]), 0);
  const whole = Math.max(budget ?? 0, total);
  return {
    ended,
    budget,
    // Floor, so that 100 % is only ever said of a study that is there.
    percent: budget === null ? null : Math.min(100, Math.floor((ended / budget) * 100)),
    segments: BAR_ORDER.filter((state) => counts[state] > 0).map((state) => ({
      state,
      count: counts[state],
      share: counts[state] / whole,
    })),
  };
}

export const FINISHED_BECAUSE: Readonly<Record<FinishReason, string>> = {
  budget: "the budget is used up",
  target: "the target is reached",
  stagnation: "nothing better came any more",
  cost: "the cost limit is reached",
  resource: "as much is trained as may be",
  failures: "too many trials failed",
  deadline: "the deadline has passed",
  grid_exhausted: "every cell of the grid is done",
  no_point_found: "no further point obeys the constraints",
  population_complete: "every lineage of the population is trained to its end",
  stopped: "it was stopped",
};

/** A page for strangers does not know whether the study is archived. */
export type DescribedStudy = Pick<Study, "state" | "state_reason"> & Partial<Pick<Study, "archived_at">>;

/** The state of a study in words, with its reason where it has one. */
export function describeStudyState(study: DescribedStudy): {
  label: string;
  because: string | null;
} {
  const labels: Readonly<Record<StudyState, string>> = {
    active: "Active",
    paused: "Paused",
    stopped: "Stopped",
    finished: "Finished",
  };
  const finished =
    study.state === "finished" && study.state_reason !== null ? FINISHED_BECAUSE[study.state_reason] : null;
  const archived = typeof study.archived_at === "string" ? "archived" : null;
  const because = [finished, archived].filter((known) => known !== null).join("; ");
  return { label: labels[study.state], because: because === "" ? null : because };
}
