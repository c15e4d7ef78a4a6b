import type pg from "pg";
import { batcher } from "./batcher";
import { fitsTogether, tellColumns, toldAsGiven } from "./tell-together";

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
}

export type AskOutcome =
  | {
      readonly kind: "trials";
      readonly trials: readonly HandedOutRow[];
      readonly redelivered: boolean;
      readonly replayed: boolean;
    }
  | { readonly kind: "nothing"; readonly reason: "parallel_cap" | "paused" | "draining" }
  /** The sampler may make more, or newer ones; `horizon` is how many results there were when the ask arrived. */
  | { readonly kind: "mint"; readonly horizon: number }
  | { readonly kind: "drained" }
  /** The trial around fixed values was made for another number. */
  | { readonly kind: "outdated" }
  | { readonly kind: "not_found" }
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
  readonly verdict_reason: { rule: string } | null;
  readonly lease_seconds: number;
  readonly study_id: string;
}

type LeaseRefusal =
  | { readonly kind: "not_found" }
  | { readonly kind: "lease_lost" }
  | { readonly kind: "ended"; readonly state: string };

export type HeartbeatOutcome = HeldLease | LeaseRefusal;

export type MeasureOutcome =
  | HeartbeatOutcome
  | {
      readonly kind: "measurement_conflict";
      readonly metric: string;
      readonly step: number;
      readonly value: number | null;
      readonly value_kind: ValueKind;
    };

export type ReleaseOutcome =
  | { readonly kind: "released"; readonly state: string; readonly study_id: string }
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
}

export interface HotPath {
  askTrials(call: AskCall): Promise<AskOutcome>;
  finishStudy(studyId: string): Promise<FinishOutcome>;
  measureTrial(call: MeasureCall): Promise<MeasureOutcome>;
  heartbeatTrial(call: LeaseCall): Promise<HeartbeatOutcome>;
  releaseTrial(call: LeaseCall): Promise<ReleaseOutcome>;
  tellTrial(call: TellCall): Promise<TellOutcome>;
}

/** Asks have connections of their own: however many wait, a result finds one (R23). */
interface HotPools {
  readonly hot: pg.Pool;
  readonly ask: pg.Pool & { followUp<Result>(statement: () => Promise<Result>): Promise<Result> };
}

type Call = <Outcome>(name: string, values: readonly unknown[]) => Promise<Outcome>;

/** The hot path's SQL functions (prisma/migrations): one named statement, one round trip each; the function binds the workspace. */
export function hotPath({ hot, ask }: HotPools, workspaceId: string): HotPath {
  const call = callOn(hot, workspaceId);
  const callForAsk = callOn(ask, workspaceId);
  /** The same call again is an ask that was let in before and waited for a suggestion. */
  const letIn = new WeakSet<AskCall>();
  return {
    askTrials: (call) => {
      const claim = () => callForAsk<AskOutcome>("ask_trials", askValues(call));
      if (letIn.has(call)) return ask.followUp(claim);
      letIn.add(call);
      return claim();
    },
    finishStudy: (studyId) => callForAsk("finish_study", [studyId]),
    measureTrial: (measure) => call("measure_trial", measureValues(measure)),
    heartbeatTrial: heartbeats(call),
    releaseTrial: (release) => call("release_trial", [release.projectId, release.trialId, release.attempt]),
    tellTrial: tells(call),
  };
}

const callOn =
  (pool: pg.Pool, workspaceId: string): Call =>
  async <Outcome>(name: string, values: readonly unknown[]): Promise<Outcome> => {
    const parameters = values.map((_, index) => `$${index + 2}`);
    const { rows } = await pool.query<{ outcome: Outcome }>({
      name,
      text: `select ${name}(${["$1", ...parameters].join(", ")}) as outcome`,
      values: [workspaceId, ...values],
    });
    const [row] = rows;
    if (row === undefined) throw new Error(`${name} returned no row`);
    return row.outcome;
  };

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

const askValues = (ask: AskCall): readonly unknown[] => [
  ask.projectId,
  ask.principalId,
  ask.studyId,
  ask.count,
  ask.workerId,
  ask.sticky,
  ask.leaseSeconds,
  json(ask.metadata),
  ask.key,
  ask.bodyHash,
  json(ask.fixed),
  ask.horizon,
  ask.partial,
];

const measureValues = (measure: MeasureCall): readonly unknown[] => [
  measure.projectId,
  measure.trialId,
  measure.attempt,
  measure.steps,
  measure.metrics,
  measure.values,
  measure.kinds,
];

function tells(call: Call): HotPath["tellTrial"] {
  const alone = (tell: TellCall): Promise<TellOutcome> =>
    call("tell_trial", [
      tell.projectId,
      tell.trialId,
      tell.attempt,
      tell.state,
      JSON.stringify(tell.values),
      tell.fromMeasurements,
      tell.cost,
      tell.reason,
      json(tell.metadata),
      tell.resultHash,
    ]);
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

function heartbeats(call: Call): HotPath["heartbeatTrial"] {
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
