import type { ValueKind } from "./hot-path";

/** What `$queryRaw` of an open transaction offers; raw SQL lives in this folder only. */
export interface RawQuery {
  $queryRaw<Row>(query: TemplateStringsArray, ...values: unknown[]): Promise<Row>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): Promise<number>;
}

export interface OwnTrial {
  readonly id: string;
  readonly assignments: unknown;
  readonly fingerprint: string;
  readonly origin: unknown;
  readonly metadata: unknown;
}

export interface Refitted {
  readonly id: string;
  readonly assignments: unknown;
  readonly fingerprint: string;
}

export type MintOwnOutcome =
  | { readonly kind: "minted" }
  | { readonly kind: "not_found" }
  | { readonly kind: "over_budget"; readonly left: number }
  | { readonly kind: "finished"; readonly reason: string };

/** A trial that is born ended. */
export interface ImportedTrial extends OwnTrial {
  readonly state: string;
  readonly reason: string | null;
  readonly values: readonly NamedObservation[];
  readonly steps: readonly Pick<NamedObservation, "metric" | "value" | "kind">[];
  readonly cost: number | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

export type ImportOutcome =
  | { readonly kind: "imported" }
  | { readonly kind: "not_found" }
  | { readonly kind: "full"; readonly left: number };

type NamedObservation = StoredObservation & { readonly metric: string };

interface StoredObservation {
  readonly value: number | null;
  readonly kind: ValueKind;
  readonly std_error: number | null;
  readonly n: number | null;
}

/** What is null stays as it is. */
export interface TrialChange {
  readonly ifVersion: number | null;
  readonly values: readonly (StoredObservation & { readonly metric: string })[] | null;
  readonly tags: readonly string[] | null;
  readonly note: string | null;
  readonly reason: string | null;
  readonly actor: { readonly kind: string; readonly id: string };
}

export interface StoredCorrection {
  readonly revision: number;
  readonly changes: readonly (StoredObservation & {
    readonly metric: string;
    readonly before: StoredObservation | null;
  })[];
}

export type UpdateTrialOutcome =
  | { readonly kind: "updated"; readonly study_id: string; readonly correction: StoredCorrection | null }
  | { readonly kind: "unchanged"; readonly study_id: string }
  | { readonly kind: "not_found" }
  | { readonly kind: "outdated"; readonly version: number }
  | { readonly kind: "not_completed"; readonly state: string }
  | { readonly kind: "too_many_metrics" };

/** A type, not an interface, so that it is known to be JSON. */
export type StudyResult = {
  readonly assignments: Readonly<Record<string, string | number | boolean | null>>;
  /** Finite numbers only. */
  readonly values: Readonly<Record<string, number>>;
};

/** A result with the revision of the space it was made in. */
export type RevisedResult = StudyResult & { readonly revision: number };

export interface ResultsWanted {
  readonly objective: { readonly metric: string; readonly direction: "minimize" | "maximize" };
  readonly metrics: readonly string[];
  readonly limit: number;
}

export interface StudyFunctions {
  /** Nothing is handed out, minted or re-queued while this transaction holds the study (R16). */
  lock(studyId: string): Promise<void>;
  /** The study stays as it is while this transaction goes on; others may do the same. */
  enter(studyId: string): Promise<void>;
  /** Gives trials that nobody was given the defaults of parameters that came with a revision of the space. */
  refit(studyId: string, revision: number, trials: readonly Refitted[]): Promise<void>;
  enqueue(studyId: string, trials: readonly OwnTrial[]): Promise<MintOwnOutcome>;
  importTrials(studyId: string, trials: readonly ImportedTrial[]): Promise<ImportOutcome>;
  updateTrial(trialId: string, change: TrialChange): Promise<UpdateTrialOutcome>;
  /** Steps trained before the study bounded them count from now on. */
  countTrained(studyId: string): Promise<void>;
  syncParallelSlots(studyId: string, maxParallel: number | null): Promise<void>;
  /** Completed trials: when there are more, the best as one half and an even share of the others by rank. Best first. */
  results(studyId: string, wanted: ResultsWanted): Promise<readonly RevisedResult[]>;
  /** The database's clock: the only one that decides. */
  now(): Promise<Date>;
}

/** The study's SQL functions, inside one transaction that has its workspace set. */
export function studyFunctions(tx: RawQuery, workspaceId: string): StudyFunctions {
  return {
    async lock(studyId) {
      await tx.$executeRaw`select pg_advisory_xact_lock(study_lock_key(${studyId}::uuid))`;
    },
    async enter(studyId) {
      await tx.$executeRaw`select enter_study(${workspaceId}::uuid, ${studyId}::uuid)`;
    },
    async refit(studyId, revision, trials) {
      if (trials.length === 0) return;
      await tx.$executeRaw`
        update trial t set assignments = item -> 'assignments', fingerprint = item ->> 'fingerprint',
               space_revision = ${revision}::int, version = version + 1
          from jsonb_array_elements(${JSON.stringify(trials)}::jsonb) item
         where t.workspace_id = ${workspaceId}::uuid and t.study_id = ${studyId}::uuid and t.id = (item ->> 'id')::uuid
           and t.state = 'queued' and t.attempt = 0`;
    },
    async enqueue(studyId, trials) {
      const rows = await tx.$queryRaw<{ outcome: MintOwnOutcome }[]>`
        select mint_own_trials(${workspaceId}::uuid, ${studyId}::uuid, ${JSON.stringify(trials)}::jsonb, 'enqueue') as outcome`;
      return onlyRow(rows).outcome;
    },
    async importTrials(studyId, trials) {
      const rows = await tx.$queryRaw<{ outcome: ImportOutcome }[]>`
        select import_trials(${workspaceId}::uuid, ${studyId}::uuid, ${JSON.stringify(trials)}::jsonb) as outcome`;
      return onlyRow(rows).outcome;
    },
    async updateTrial(trialId, { ifVersion, values, tags, note, reason, actor }) {
      const rows = await tx.$queryRaw<{ outcome: UpdateTrialOutcome }[]>`
        select update_trial(${workspaceId}::uuid, ${trialId}::uuid, ${ifVersion}::int, ${values && JSON.stringify(values)}::jsonb,
                            ${tags}::text[], ${note}::text, ${reason}::text, ${actor.kind}::text, ${actor.id}::uuid) as outcome`;
      return onlyRow(rows).outcome;
    },
    async countTrained(studyId) {
      await tx.$executeRaw`select begin_counting_trained(${workspaceId}::uuid, ${studyId}::uuid)`;
    },
    async syncParallelSlots(studyId, maxParallel) {
      await tx.$executeRaw`select sync_parallel_slots(${workspaceId}::uuid, ${studyId}::uuid, ${maxParallel}::int)`;
    },
    async results(studyId, { objective, metrics, limit }) {
      const sign = objective.direction === "maximize" ? -1 : 1;
      const half = Math.floor(limit / 2);
      return tx.$queryRaw<RevisedResult[]>`
        with ranked as (
          select t.id, t.assignments, t.space_revision, count(*) over () as of,
                 row_number() over (order by v.value * ${sign}::int, t.number) as place
            from trial t join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id
           where t.workspace_id = ${workspaceId}::uuid and t.study_id = ${studyId}::uuid and t.state = 'completed'
             and v.current and v.metric = ${objective.metric} and v.value_kind = 'finite')
        select r.assignments, r.space_revision as revision, (
                 select jsonb_object_agg(v.metric, v.value) from observation_value v
                  where v.workspace_id = ${workspaceId}::uuid and v.trial_id = r.id and v.current
                    and v.value_kind = 'finite' and v.metric = any(${metrics}::text[])) as values
          from ranked r
         where r.of <= ${limit}::int or r.place <= ${half}::int
            or floor((r.place - ${half}::int) * ${half}::numeric / nullif(r.of - ${half}::int, 0))
               > floor((r.place - 1 - ${half}::int) * ${half}::numeric / nullif(r.of - ${half}::int, 0))
         order by r.place`;
    },
    async now() {
      return onlyRow(await tx.$queryRaw<{ now: Date }[]>`select clock_timestamp() as now`).now;
    },
  };
}

export function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("The database returned no row");
  return row;
}
