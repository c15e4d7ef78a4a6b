import type pg from "pg";
import type { Checkpoint, HandedOutCheckpoint } from "@/lib/contract/checkpoint";
import { batcher } from "./batcher";
import { type CallFunction, callFunction, toJson } from "./call-function";
import type { KnownValue, ReleaseCall, Scheduled, ScheduledTell } from "./schedule-functions";
import { fitsTogether, tellColumns, tellValues, toldAsGiven } from "./tell-together";

/** A hot operation's answer: `kind` says what happened, the rest depends on it. Refusals are answers, not exceptions. */
export interface HandedOutRow {
  readonly id: string;
  readonly number: number;
  readonly assignments: Record<string, string | number | boolean | null>;
  readonly attempt: number;
  readonly lease_seconds: number;
  readonly origin: { sampler: string };
  readonly space_revision: number;
  readonly metadata: Record<string, unknown>;
  /** Null unless a scheduler gave it a place. */
  readonly bracket: number | null;
  readonly target: number | null;
  readonly parent_id: string | null;
  /** Of an artifact its uuid, and the address without ours before it. */
  readonly checkpoint: (Omit<HandedOutCheckpoint, "artifact"> & { readonly artifact?: string | null }) | null;
  /** Null unless the study has repeats. */
  readonly repeat: {
    readonly group: string;
    readonly index: number;
    readonly max: number;
    readonly seed: number;
  } | null;
}

export type AskOutcome =
  | {
      readonly kind: "trials";
      readonly trials: readonly HandedOutRow[];
      readonly redelivered: boolean;
      readonly replayed: boolean;
    }
  | { readonly kind: "nothing"; readonly reason: "bracket_waiting" | "parallel_cap" | "paused" | "draining" }
  /** The sampler may make more, or newer ones; `horizon` is how many results there were when the ask arrived. */
  | { readonly kind: "mint"; readonly horizon: number }
  | { readonly kind: "drained" }
  /** The trial around fixed values was made for another number. */
  | { readonly kind: "outdated" }
  | { readonly kind: "not_found" }
  /** The study's trials are made by its client. */
  | { readonly kind: "external" }
  | { readonly kind: "idempotency_mismatch" }
  | { readonly kind: "lease_lost" }
  | { readonly kind: "finished"; readonly reason: string }
  | { readonly kind: "over_budget"; readonly left: number };

export type FinishOutcome =
  | Extract<AskOutcome, { kind: "nothing" | "finished" | "not_found" }>
  | { readonly kind: "mint" };

export interface HeldLease {
  readonly kind: "held";
  readonly verdict: "continue" | "pause" | "stop";
  readonly verdict_reason: { rule: string; why?: string; bracket?: number; rung?: number } | null;
  readonly target: number | null;
  readonly lease_seconds: number;
  readonly study_id: string;
}

export type CheckpointRefusal =
  | { readonly kind: "checkpoint_conflict"; readonly step: number; readonly uri: string }
  /** Not of this trial, or none at all. */
  | { readonly kind: "artifact_missing" }
  | { readonly kind: "artifact_unfit"; readonly is_ready: boolean };

export type LeaseRefusal =
  | { readonly kind: "not_found" }
  | { readonly kind: "lease_lost" }
  | { readonly kind: "ended"; readonly state: string };

export type HeartbeatOutcome = HeldLease | LeaseRefusal;

export type MeasureOutcome =
  | HeartbeatOutcome
  | CheckpointRefusal
  | (Scheduled & { readonly known: readonly KnownValue[]; readonly can_resume: boolean })
  | {
      readonly kind: "measurement_conflict";
      readonly metric: string;
      readonly step: number;
      readonly value: number | null;
      readonly value_kind: ValueKind;
    };

export type ReleaseOutcome =
  | CheckpointRefusal
  | Scheduled
  | { readonly kind: "released"; readonly state: string; readonly study_id: string; readonly replayed?: true }
  | LeaseRefusal;

export type ValueKind = "finite" | "nan" | "inf" | "-inf";

export interface ToldRow {
  readonly value: number | null;
  readonly kind: ValueKind;
  readonly std_error: number | null;
  readonly n: number | null;
}

export type TellOutcome =
  | {
      readonly kind: "told" | "replayed" | "already_told";
      readonly state: string;
      readonly state_reason?: string | null;
      readonly values: Readonly<Record<string, ToldRow>>;
      readonly study_id: string;
    }
  | { readonly kind: "missing_metrics"; readonly metrics: readonly string[] }
  | CheckpointRefusal
  | ScheduledTell
  | LeaseRefusal;

export interface AskCall {
  readonly projectId: string | null;
  readonly principalId: string;
  readonly studyId: string;
  readonly count: number;
  readonly workerId: string | null;
  readonly sticky: boolean;
  readonly leaseSeconds: number;
  readonly metadata: unknown;
  readonly key: string | null;
  readonly bodyHash: Buffer;
  readonly fixed: unknown;
  /** The results a suggestion must know: null when the ask arrives, -1 when it can wait no longer. */
  readonly horizon: number | null;
  /** Rather fewer than `count` than to wait for the rest. */
  readonly partial: boolean;
  /** Whether it may be given what has a checkpoint to go on from. */
  readonly canResume: boolean;
}

export interface LeaseCall {
  readonly projectId: string | null;
  readonly trialId: string;
  readonly attempt: number;
}

export interface MeasureCall extends LeaseCall {
  readonly steps: readonly number[];
  readonly metrics: readonly string[];
  readonly values: readonly (number | null)[];
  readonly kinds: readonly ValueKind[];
  readonly checkpoint: Checkpoint | null;
}

export interface TellCall extends LeaseCall {
  readonly state: string;
  readonly values: readonly {
    metric: string;
    value: number | null;
    kind: ValueKind;
    std_error: number | null;
    n: number | null;
  }[];
  readonly fromMeasurements: "last" | "best" | null;
  readonly cost: number | null;
  readonly reason: string | null;
  readonly metadata: unknown;
  readonly resultHash: Buffer;
  readonly checkpoint: Checkpoint | null;
}

export interface HotPath {
  askTrials(call: AskCall): Promise<AskOutcome>;
  /** `seen`: up to where the study's scheduler was let promote; null where it has none. */
  finishStudy(studyId: string, seen: number | null): Promise<FinishOutcome>;
  /** An ask was sent away because all that waits has checkpoints, which it cannot go on from. False: that is known already. */
  noteUnresumedAsk(studyId: string): Promise<boolean>;
  measureTrial(call: MeasureCall): Promise<MeasureOutcome>;
  heartbeatTrial(call: LeaseCall): Promise<HeartbeatOutcome>;
  releaseTrial(call: ReleaseCall): Promise<ReleaseOutcome>;
  tellTrial(call: TellCall): Promise<TellOutcome>;
}

/** Asks have connections of their own: however many wait, a result finds one (R23). */
interface HotPools {
  readonly hot: pg.Pool;
  readonly ask: pg.Pool & { followUp<Result>(statement: () => Promise<Result>): Promise<Result> };
}

/** The hot path's SQL functions (prisma/migrations): one named statement, one round trip each; the function binds the workspace. */
export function hotPath({ hot, ask }: HotPools, workspaceId: string): HotPath {
  const call = callFunction(hot, workspaceId);
  const callForAsk = callFunction(ask, workspaceId);
  /** The same request's hash again is an ask that was let in before and waited for a suggestion. */
  const letIn = new WeakSet<Buffer>();
  return {
    askTrials: (call) => {
      const claim = () => callForAsk<AskOutcome>("ask_trials", askValues(call));
      if (letIn.has(call.bodyHash)) return ask.followUp(claim);
      letIn.add(call.bodyHash);
      return claim();
    },
    finishStudy: (studyId, seen) => callForAsk("finish_study", [studyId, seen]),
    noteUnresumedAsk: (studyId) => callForAsk("note_unresumed_ask", [studyId]),
    measureTrial: (measure) => call("measure_trial", measureValues(measure)),
    heartbeatTrial: heartbeats(call),
    releaseTrial: ({ projectId, trialId, attempt, checkpoint }) =>
      call("release_trial", [projectId, trialId, attempt, toJson(checkpoint), null, null]),
    tellTrial: tells(call),
  };
}

const askValues = (ask: AskCall): readonly unknown[] => [
  ask.projectId,
  ask.principalId,
  ask.studyId,
  ask.count,
  ask.workerId,
  ask.sticky,
  ask.leaseSeconds,
  toJson(ask.metadata),
  ask.key,
  ask.bodyHash,
  toJson(ask.fixed),
  ask.horizon,
  ask.partial,
  ask.canResume,
];

export const measureValues = (measure: MeasureCall): readonly unknown[] => [
  measure.projectId,
  measure.trialId,
  measure.attempt,
  measure.steps,
  measure.metrics,
  measure.values,
  measure.kinds,
  toJson(measure.checkpoint),
];

function tells(call: CallFunction): HotPath["tellTrial"] {
  const alone = (tell: TellCall): Promise<TellOutcome> =>
    call("tell_trial", [...tellValues(tell), toJson(tell.checkpoint)]);
  const inCompany = batcher<TellCall, TellOutcome>({
    alone,
    together: async (calls) => {
      const studyIds = await call<readonly (string | null)[]>("tell_trials", tellColumns(calls));
      return calls.map((tell, index) => {
        const studyId = studyIds[index];
        return typeof studyId === "string" ? toldAsGiven(tell, studyId) : undefined;
      });
    },
  });
  return (tell) => (fitsTogether(tell) ? inCompany(tell) : alone(tell));
}

function heartbeats(call: CallFunction): HotPath["heartbeatTrial"] {
  return batcher<LeaseCall, HeartbeatOutcome>({
    alone: (beat) => call("hold_lease", [beat.projectId, beat.trialId, beat.attempt]),
    together: (beats) =>
      call("heartbeat_trials", [
        beats.map(({ projectId }) => projectId),
        beats.map(({ trialId }) => trialId),
        beats.map(({ attempt }) => attempt),
      ]),
  });
}
