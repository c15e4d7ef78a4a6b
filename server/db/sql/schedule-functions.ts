import type pg from "pg";
import type { Checkpoint } from "@/lib/contract/checkpoint";
import type { SchedulerSetting } from "@/lib/contract/scheduler";
import type { Assignments } from "@/lib/contract/search-space";
import type { TrialState } from "@/lib/contract/trial";
import type { TableChange } from "@/lib/engine/scheduler/table-changes";
import { callFunction, toJson } from "./call-function";
import {
  type LeaseCall,
  type MeasureCall,
  type MeasureOutcome,
  measureValues,
  type ReleaseOutcome,
  type TellCall,
  type TellOutcome,
  type ValueKind,
} from "./hot-path";
import { tellValues } from "./tell-together";

/** What makes a study's schedule. It never changes. */
export interface ScheduleRow {
  readonly project_id: string;
  /** Null when every trial trains to its end. */
  readonly scheduler: SchedulerSetting | null;
  readonly objectives: readonly { metric: string; direction: "minimize" | "maximize" }[];
  readonly seed: string;
  readonly search_space: unknown;
  readonly constraints: unknown;
}

export interface ScheduleNews {
  readonly kind: "news";
  /** The study is active and no limit is reached. */
  readonly hands_out: boolean;
  readonly max_trials: number;
  /** What was appended since, an entry each. */
  readonly entries: readonly (readonly TableChange[])[];
  /** Trials that have ended without a word in the log. */
  readonly ended: readonly {
    number: number;
    outcome: Extract<TrialState, "completed" | "pruned" | "failed" | "infeasible" | "cancelled">;
  }[];
  /** How many can be handed out at once, up to what was wanted. */
  readonly ready: number;
  /** Queued trials without a place in a bracket, up to what was wanted, in the order of the claim. */
  readonly unplaced: readonly { number: number; assignments: Assignments; parent: number | null }[];
}

export interface ChildRow {
  readonly id: string;
  readonly parent: number;
  readonly donor: number;
  readonly from: number;
  readonly assignments: Assignments;
  readonly fingerprint: string;
}

/** What is written where the log ends at `after`, and nothing of it elsewhere. */
export interface ScheduleStep {
  readonly studyId: string;
  readonly after: number;
  readonly changes: readonly TableChange[];
  readonly children: readonly ChildRow[];
}

/** Somebody appended meanwhile: nothing was written. */
export interface Behind {
  readonly kind: "behind";
}

/** A trial of a study whose scheduler decides first. */
export interface Scheduled {
  readonly kind: "scheduled";
  readonly study_id: string;
  readonly number: number;
}

/** How far the worker was told to train; null: to the end. */
export type ScheduledTell = Scheduled & { readonly target: number | null; readonly can_resume: boolean };

export type KnownValue = {
  readonly step: number;
  readonly metric: string;
  readonly value: number | null;
  readonly kind: ValueKind;
};

export interface ScheduleFunctions {
  readonly workspaceId: string;
  /** Null when there is no such study. */
  schedule(studyId: string): Promise<ScheduleRow | null>;
  news(call: {
    studyId: string;
    after: number;
    want: number;
    horizon: number | null;
    canResume: boolean;
  }): Promise<ScheduleNews | { kind: "not_found" }>;
  /** False: somebody appended meanwhile. */
  follow(step: ScheduleStep): Promise<boolean>;
  measure(call: MeasureCall, step: ScheduleStep): Promise<Exclude<MeasureOutcome, Scheduled> | Behind>;
  tell(
    call: TellCall,
    step: ScheduleStep,
    end: TellEnd,
  ): Promise<Exclude<TellOutcome, ScheduledTell> | Behind | EndsAs>;
  /** The study's scheduler starts nothing any more: it ends with this reason once nothing runs. */
  close(studyId: string, reason: "population_complete"): Promise<void>;
  release(call: ReleaseCall, step: ScheduleStep): Promise<Exclude<ReleaseOutcome, Scheduled> | Behind>;
}

export type ReleaseCall = LeaseCall & { readonly checkpoint: Checkpoint | null };

/** How a tell leaves the trial, as the step's changes have it. */
export type TellEnd =
  | { readonly kind: "paused"; readonly atStep: number }
  /** `storedAs`: whatever was told, it is stored as this. */
  | { readonly kind: "ended"; readonly outcome: string; readonly storedAs?: "pruned" };

/** The trial would end otherwise than the changes say. */
export interface EndsAs {
  readonly kind: "ends_as";
  readonly state: "completed" | "pruned" | "cancelled" | "failed" | "infeasible";
}

/** The SQL functions of schedules (prisma/migrations); the function binds the workspace. */
export function scheduleFunctions(pool: pg.Pool, workspaceId: string): ScheduleFunctions {
  const call = callFunction(pool, workspaceId);
  return {
    workspaceId,
    schedule: (studyId) => call("study_schedule", [studyId]),
    news: ({ studyId, after, want, horizon, canResume }) =>
      call("schedule_news", [studyId, after, want, horizon, canResume]),
    follow: ({ studyId, after, changes, children }) =>
      call("follow_schedule", [studyId, after, toJson(changes), toJson(children)]),
    measure: (measure, step) =>
      call("measure_scheduled", [
        ...measureValues(measure),
        ...[step.studyId, step.after, toJson(step.changes), toJson(step.children)],
      ]),
    tell: (tell, step, end) =>
      call("tell_scheduled", [
        ...[...tellValues(tell), toJson(tell.checkpoint)],
        ...[step.studyId, step.after, toJson(step.changes)],
        ...(end.kind === "paused" ? [end.atStep, end.kind] : [null, end.outcome]),
      ]),
    close: (studyId, reason) => call("close_schedule", [studyId, reason]),
    release: ({ projectId, trialId, attempt, checkpoint }, step) =>
      call("release_trial", [projectId, trialId, attempt, toJson(checkpoint), step.after, toJson(step.changes)]),
  };
}
