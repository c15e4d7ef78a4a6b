/** Trials that a client's own sampler makes: statements inside one transaction that has its workspace set. */
import type { ValueKind } from "./hot-path";
import { onlyRow, type RawQuery } from "./study-functions";

/** A study that is held until the transaction ends, so that numbers have no gaps (R14). */
export interface HeldStudy {
  readonly state: string;
  readonly sampler: { readonly name: string };
  readonly objectives: unknown;
  readonly next_number: number;
  /** Trials that the budget has room for. */
  readonly left: number;
  /** Why nothing new is handed out; null: it is. */
  readonly stop_reason: string | null;
}

export interface BornTrial {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly assignments: unknown;
  readonly distributions: unknown;
  readonly attributes: unknown;
  readonly values: readonly ExternalValue[];
  readonly steps: readonly ExternalStep[];
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

export interface ExternalValue {
  readonly metric: string;
  readonly value: number | null;
  readonly kind: ValueKind;
}

export type ExternalStep = ExternalValue & { readonly step: number };

export interface Births {
  readonly studyId: string;
  readonly firstNumber: number;
  readonly trials: readonly BornTrial[];
}

export interface Start {
  readonly ids: readonly string[];
  readonly principalId: string;
  readonly workerId: string | null;
  readonly leaseSeconds: number;
  /** Whether a time of start that is there already stays. */
  readonly keepsStart: boolean;
}

export interface StartedTrial {
  readonly id: string;
  readonly number: number;
  readonly attempt: number;
}

/** A trial that is held until the transaction ends. */
export interface HeldTrial {
  readonly study_id: string;
  readonly number: number;
  readonly state: string;
  readonly attempt: number;
  readonly verdict: string;
  readonly lease_seconds: number | null;
  readonly sampler: { readonly name: string };
  readonly objectives: unknown;
}

/** How a trial that came in parts ended elsewhere. */
export interface ExternalEnd {
  readonly studyId: string;
  readonly trial: Pick<BornTrial, "id" | "state" | "reason" | "values" | "finished_at"> & { readonly number: number };
}

export interface Additions {
  readonly assignments: unknown;
  /** In the order in which they were given. */
  readonly distributions: unknown;
  readonly attributes: unknown;
  readonly steps: readonly ExternalStep[];
}

/** How much there is now. */
export interface Amount {
  readonly assignments: number;
  readonly attributes: number;
  readonly attribute_bytes: number;
}

export interface OriginNote {
  readonly trialId: string;
  readonly attempt: number;
  readonly origin: unknown;
}

export interface ExternalTrials {
  holdStudy(studyId: string): Promise<HeldStudy | null>;
  /** Takes the numbers of so many trials, of which so many use the budget. */
  takeNumbers(studyId: string, taken: { readonly numbers: number; readonly budget: number }): Promise<void>;
  /** Those that run are born waiting, to be started; what is paused ended elsewhere, and more of it is to come. */
  bear(births: Births): Promise<void>;
  /** Hands waiting trials to the caller; those that do not wait any more are left out. */
  start(start: Start): Promise<readonly StartedTrial[]>;
  holdTrial(trialId: string): Promise<HeldTrial | null>;
  add(trialId: string, additions: Additions): Promise<Amount>;
  /** Of a trial that was born paused and has all of its parts. */
  end(end: ExternalEnd): Promise<void>;
  /** Who suggested what, noted while the trial runs under that attempt; false: it does not any more. */
  noteOrigin(note: OriginNote): Promise<boolean>;
  /** Null when there is no such study. */
  noteOnStudy(studyId: string, attributes: unknown): Promise<Omit<Amount, "assignments"> | null>;
}

export function externalTrials(tx: RawQuery, workspaceId: string): ExternalTrials {
  return {
    async holdStudy(studyId) {
      await tx.$executeRaw`select enter_study(${workspaceId}::uuid, ${studyId}::uuid)`;
      const rows = await tx.$queryRaw<HeldStudy[]>`
        select s.state, s.sampler, s.objectives, s.next_number, s.max_trials - s.budget_used as left, hand_out_stop(s) as stop_reason
          from study s where s.workspace_id = ${workspaceId}::uuid and s.id = ${studyId}::uuid for no key update`;
      return rows[0] ?? null;
    },
    async takeNumbers(studyId, { numbers, budget }) {
      await tx.$executeRaw`
        update study set next_number = next_number + ${numbers}::int, budget_used = budget_used + ${budget}::int
         where workspace_id = ${workspaceId}::uuid and id = ${studyId}::uuid`;
    },
    bear: (births) => bear(tx, workspaceId, births),
    async start({ ids, principalId, workerId, leaseSeconds, keepsStart }) {
      return tx.$queryRaw<StartedTrial[]>`
        with started as (
          update trial set state = 'running', state_reason = null, attempt = attempt + 1, verdict = 'continue', verdict_reason = null,
                 worker_id = ${workerId}::text, lease_seconds = ${leaseSeconds}::int,
                 lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}::int),
                 started_at = case when attempt > 0 or ${keepsStart}::boolean then coalesce(started_at, clock_timestamp()) else clock_timestamp() end
           where workspace_id = ${workspaceId}::uuid and id = any (${ids}::uuid[]) and state = 'queued' and source = 'external'
          returning id, study_id, number, attempt
        ), noted as (
          insert into attempt (workspace_id, trial_id, number, study_id, principal_id, worker_id, started_at)
          select ${workspaceId}::uuid, id, attempt, study_id, ${principalId}::uuid, ${workerId}::text, clock_timestamp() from started
        )
        select id, number, attempt from started order by number`;
    },
    async holdTrial(trialId) {
      const rows = await tx.$queryRaw<HeldTrial[]>`
        select t.study_id, t.number, t.state, t.attempt, t.verdict, t.lease_seconds, s.sampler, s.objectives
          from trial t join study s on s.workspace_id = t.workspace_id and s.id = t.study_id
         where t.workspace_id = ${workspaceId}::uuid and t.id = ${trialId}::uuid and (t.attempt > 0 or t.source <> 'engine') for update of t`;
      return rows[0] ?? null;
    },
    async add(trialId, additions) {
      await measure(tx, workspaceId, { trialId, steps: additions.steps });
      return addToRow(tx, workspaceId, { trialId, additions });
    },
    async end({ studyId, trial }) {
      const { id, state, reason, finished_at } = trial;
      await tx.$executeRaw`
        update trial set state = ${state}::text, state_reason = ${reason}::text, feasible = case when ${state}::text = 'completed' then true end,
               finished_at = coalesce(${finished_at}::timestamptz, clock_timestamp())
         where workspace_id = ${workspaceId}::uuid and id = ${id}::uuid and state = 'paused' and source = 'import'`;
      await bringValues(tx, workspaceId, { studyId, trials: [trial] });
    },
    async noteOrigin({ trialId, attempt, origin }) {
      const noted = await tx.$executeRaw`
        update trial set origin = ${JSON.stringify(origin)}::jsonb
         where workspace_id = ${workspaceId}::uuid and id = ${trialId}::uuid and attempt = ${attempt}::int and state = 'running'`;
      return noted === 1;
    },
    async noteOnStudy(studyId, attributes) {
      const rows = await tx.$queryRaw<Amount[]>`
        update study set attributes = attributes || ${JSON.stringify(attributes)}::jsonb
         where workspace_id = ${workspaceId}::uuid and id = ${studyId}::uuid
        returning (select count(*)::int from jsonb_object_keys(attributes)) as attributes, octet_length(attributes::text) as attribute_bytes`;
      return rows[0] ?? null;
    },
  };
}

const isUnfinished = ({ state }: Pick<BornTrial, "state">): boolean => state === "running" || state === "queued";

async function bear(tx: RawQuery, workspaceId: string, { studyId, firstNumber, trials }: Births): Promise<void> {
  // json, not jsonb: the order of distributions is that of the parameters.
  const rows = JSON.stringify(trials.map(({ values, steps, ...trial }) => ({ ...trial, waits: isUnfinished(trial) })));
  await tx.$executeRaw`
    insert into trial (workspace_id, id, study_id, number, source, state, state_reason, assignments, distributions, attributes, fingerprint,
                       origin, space_revision, priority, feasible, created_at, started_at, finished_at)
    select ${workspaceId}::uuid, (item ->> 'id')::uuid, ${studyId}::uuid, ${firstNumber}::int + place - 1,
           case when waits then 'external' else 'import' end, case when waits then 'queued' else item ->> 'state' end, item ->> 'reason',
           (item -> 'assignments')::jsonb, item -> 'distributions', (item -> 'attributes')::jsonb,
           -- Its own: a client may well evaluate the same assignments twice.
           item ->> 'id', '{"sampler": "external"}', 1, 4, case when item ->> 'state' = 'completed' then true end, clock_timestamp(),
           (item ->> 'started_at')::timestamptz,
           case when not waits and item ->> 'state' <> 'paused' then coalesce((item ->> 'finished_at')::timestamptz, clock_timestamp()) end
      from json_array_elements(${rows}::json) with ordinality as born (item, place), lateral (select (item ->> 'waits')::boolean as waits) w`;
  const numbered = trials.map((trial, place) => ({ ...trial, number: firstNumber + place }));
  await bringValues(tx, workspaceId, { studyId, trials: numbered });
  await bringSteps(tx, workspaceId, trials);
}

interface Results {
  readonly studyId: string;
  readonly trials: readonly (Pick<BornTrial, "id" | "state" | "values"> & { readonly number: number })[];
}

async function bringValues(tx: RawQuery, workspaceId: string, { studyId, trials }: Results): Promise<void> {
  const rows = trials.flatMap(({ id, number, state, values }) =>
    values.map((value) => ({ ...value, id, number, rankable: state === "completed" && value.kind === "finite" })),
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    insert into observation_value (workspace_id, trial_id, revision, metric, study_id, trial_number, value, value_kind, rankable, told_at)
    select ${workspaceId}::uuid, id, 1, metric, ${studyId}::uuid, number, value, kind, rankable, clock_timestamp()
      from json_to_recordset(${JSON.stringify(rows)}::json) as v (id uuid, number int, metric text, value float8, kind text, rankable boolean)`;
}

/** A row for each value, so that nothing of a trial is parsed again for each of its steps. */
async function bringSteps(tx: RawQuery, workspaceId: string, trials: readonly BornTrial[]): Promise<void> {
  const rows = trials.flatMap(({ id, state, steps }) =>
    steps.map((step) => ({ ...step, id, attempt: state === "running" ? 1 : 0 })),
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind, measured_at)
    select ${workspaceId}::uuid, id, attempt, metric, step, value, kind, clock_timestamp()
      from json_to_recordset(${JSON.stringify(rows)}::json) as m (id uuid, attempt int, metric text, step int, value float8, kind text)`;
}

interface Measured {
  readonly trialId: string;
  readonly steps: readonly ExternalStep[];
}

/** A step that is there gets its newest value. */
async function measure(tx: RawQuery, workspaceId: string, { trialId, steps }: Measured): Promise<void> {
  if (steps.length === 0) return;
  await tx.$executeRaw`
    insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind, measured_at)
    select t.workspace_id, t.id, t.attempt, m ->> 'metric', (m ->> 'step')::int, (m ->> 'value')::float8, m ->> 'kind', clock_timestamp()
      from trial t cross join json_array_elements(${JSON.stringify(steps)}::json) m
     where t.workspace_id = ${workspaceId}::uuid and t.id = ${trialId}::uuid
    on conflict (workspace_id, trial_id, attempt, metric, step) do update
       set value = excluded.value, value_kind = excluded.value_kind, measured_at = excluded.measured_at`;
}

interface Added {
  readonly trialId: string;
  readonly additions: Additions;
}

/** Whatever is written of a running trial keeps its lease. A parameter that is there keeps its place. */
async function addToRow(tx: RawQuery, workspaceId: string, { trialId, additions }: Added): Promise<Amount> {
  const { assignments, distributions, attributes } = additions;
  return onlyRow(
    await tx.$queryRaw<Amount[]>`
      update trial t set assignments = t.assignments || ${JSON.stringify(assignments)}::jsonb,
             attributes = t.attributes || ${JSON.stringify(attributes)}::jsonb,
             distributions = (
               select json_object_agg(name, definition order by is_new, place) from (
                 select coalesce(old.name, new.name) as name, coalesce(new.definition, old.definition) as definition,
                        old.name is null as is_new, coalesce(old.place, new.place) as place
                   from json_each(coalesce(t.distributions, '{}')) with ordinality as old (name, definition, place)
                   full join json_each(${JSON.stringify(distributions)}::json) with ordinality as new (name, definition, place)
                     on new.name = old.name) merged),
             lease_until = case when t.state = 'running' then greatest(t.lease_until, clock_timestamp() + make_interval(secs => t.lease_seconds)) end
       where t.workspace_id = ${workspaceId}::uuid and t.id = ${trialId}::uuid
      returning (select count(*)::int from jsonb_object_keys(t.assignments)) as assignments,
                (select count(*)::int from jsonb_object_keys(t.attributes)) as attributes, octet_length(t.attributes::text) as attribute_bytes`,
  );
}
