import type pg from "pg";

interface SeedRequest {
  /** May do what no role of the product may: rows are written past the rules of the lifecycle. */
  readonly admin: pg.ClientBase;
  readonly workspaceId: string;
  /** An empty study made through the API, with the parameters and the objective below. */
  readonly studyId: string;
  readonly trials: number;
}

/** What a seeded study looks like: eight parameters of every kind, one of them conditional, and two metrics. */
export const SEEDED_STUDY = {
  search_space: {
    learning_rate: { type: "float", low: 1e-5, high: 0.1, scale: "log" },
    weight_decay: { type: "float", low: 1e-6, high: 0.1, scale: "log" },
    dropout: { type: "float", low: 0, high: 0.6 },
    layers: { type: "int", low: 1, high: 12 },
    batch_size: { type: "ordinal", values: [32, 64, 128, 256] },
    optimizer: { type: "categorical", choices: ["sgd", "adam", "adamw", "lion"] },
    momentum: { type: "float", low: 0, high: 0.99, when: { optimizer: "sgd" } },
    augment: { type: "bool" },
  },
  objectives: [{ metric: "accuracy", direction: "maximize" as const }],
  sampler: { name: "random" },
};

/** Writes trials as hundreds of workers would have left them: most completed, some failed or pruned, a few at work. */
export async function seedStudy({ admin, workspaceId, studyId, trials }: SeedRequest): Promise<void> {
  await admin.query("begin");
  await admin.query("set local session_replication_role = replica"); // these rows came about by no transition
  await admin.query("select setseed(0.42)");
  await admin.query(TRIALS, [workspaceId, studyId, trials]);
  await admin.query(VALUES, [workspaceId, studyId]);
  await admin.query(ATTEMPTS, [workspaceId, studyId]);
  await admin.query(MEASUREMENTS, [workspaceId, studyId]);
  await admin.query("update study set next_number = $3, budget_used = $3 where workspace_id = $1 and id = $2", [
    workspaceId,
    studyId,
    trials,
  ]);
  await admin.query("commit");
  await admin.query("analyze trial, observation_value, attempt, measurement");
}

/** Later trials lie nearer to the optimum (learning rate 3e-3, dropout 0.2, 6 layers), as a sampler that learns makes them. */
const TRIALS = `
insert into trial (workspace_id, id, study_id, number, state, source, assignments, fingerprint, origin, space_revision, priority, attempt,
    lease_until, lease_seconds, worker_id, feasible, cost, created_at, started_at, finished_at)
select $1, gen_random_uuid(), $2, n, state, 'engine',
  jsonb_build_object('learning_rate', lr, 'weight_decay', wd, 'dropout', dropout, 'layers', layers, 'batch_size', batch, 'optimizer', optimizer,
    'augment', r[7] < 0.6) || case when optimizer = 'sgd' then jsonb_build_object('momentum', round((0.99 * r[8])::numeric, 4)) else '{}' end,
  'seed-' || n, '{"sampler": "random"}', 1, 4, 1,
  case when state = 'running' then clock_timestamp() + interval '1 day' end, 3600, 'gpu-' || (n % 32), case when state = 'completed' then true end,
  round((r[3] * 2)::numeric, 3), began, began, case when state <> 'running' then began + make_interval(secs => 40 + 400 * r[4]) end
from (
  select n, r, power(10, -2.5 + spread * (r[1] - 0.5) * 5)::float8 as lr, power(10, -3.5 + (r[2] - 0.5) * 5)::float8 as wd,
    greatest(0, least(0.6, 0.2 + spread * (r[3] - 0.35)))::float8 as dropout, greatest(1, least(12, round(6 + spread * (r[5] - 0.5) * 12)))::int as layers,
    (array[32, 64, 128, 256])[1 + floor(r[6] * 4)::int] as batch,
    (array['sgd', 'adam', 'adamw', 'lion'])[1 + floor(r[2] * 4)::int] as optimizer,
    case when n >= $3 - 4 then 'running' when r[4] < 0.03 then 'failed' when r[4] < 0.15 then 'pruned' else 'completed' end as state,
    clock_timestamp() - make_interval(secs => ($3 - n) * 9) as began
  from (select n, 0.15 + 0.85 * (1 - n / greatest($3, 2)::float8) as spread, array(select random() from generate_series(1, 9) where n >= 0) as r
    from generate_series(0, $3::int - 1) as n) as drawn) as made`;

const VALUES = `
insert into observation_value (workspace_id, trial_id, revision, metric, study_id, trial_number, value, value_kind, rankable)
select workspace_id, id, 1, 'accuracy', study_id, number,
  round(greatest(0.1, 0.968 - 0.05 * power(log((assignments ->> 'learning_rate')::numeric)::float8 + 2.5, 2)
    - 0.9 * power((assignments ->> 'dropout')::float8 - 0.2, 2) - 0.004 * power((assignments ->> 'layers')::float8 - 6, 2)
    + case assignments ->> 'optimizer' when 'adamw' then 0.008 when 'lion' then 0.004 else 0 end - 0.02 * random())::numeric, 6), 'finite', state = 'completed'
from trial where workspace_id = $1 and study_id = $2 and state in ('completed', 'pruned')`;

const ATTEMPTS = `
insert into attempt (workspace_id, trial_id, number, study_id, principal_id, worker_id, started_at, ended_at, end_reason)
select workspace_id, id, 1, study_id, gen_random_uuid(), worker_id, started_at, finished_at, case when finished_at is not null then 'told' end
from trial where workspace_id = $1 and study_id = $2`;

/** Learning curves for the last two hundred trials: enough to open any of them. */
const MEASUREMENTS = `
insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind)
select t.workspace_id, t.id, 1, 'accuracy', step, round((v.value * (1 - 0.7 * exp(-step / 6.0)) + 0.004 * random())::numeric, 6), 'finite'
from trial t join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id cross join generate_series(1, 30) as step
where t.workspace_id = $1 and t.study_id = $2 and t.number > (select max(number) - 200 from trial where workspace_id = $1 and study_id = $2)`;
