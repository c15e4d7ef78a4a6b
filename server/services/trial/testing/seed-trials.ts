import fc from "fast-check";
import { METRICS, NUMBERS, PARAMS, TEXTS } from "@/lib/domain/trial-filter/testing/arbitrary-filter";
import type { FilteredTrial } from "@/lib/domain/trial-filter/testing/evaluate-trial-filter";
import { newId, toUuid } from "@/server/kernel/ids";
import { studyDriver } from "../../testing/study-driver";
import type { TestWorkspaces } from "../../testing/test-workspaces";

export interface SeededStudy {
  readonly id: string;
  /** Trials people see, by number. */
  readonly trials: readonly FilteredTrial[];
  /** Numbers of the engine's suggestions that nobody was given. */
  readonly unsold: readonly number[];
}

const number = fc.constantFrom(...NUMBERS);
const text = fc.constantFrom(...TEXTS);
const scalar = fc.oneof(number, text, fc.boolean(), fc.constant(null));
const told = fc.oneof(number, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
const partial = <Value>(names: readonly string[], value: fc.Arbitrary<Value>) =>
  fc.record(Object.fromEntries(names.map((name) => [name, fc.option(value, { nil: undefined })])));

const arbitraryTrial = fc.record({
  state: fc.constantFrom("queued", "running", "completed", "failed", "cancelled"),
  attempt: fc.nat({ max: 2 }),
  source: fc.constantFrom("engine", "enqueue"),
  cost: fc.option(fc.constantFrom(0, 0.1, 2)),
  duration: fc.option(fc.constantFrom(0, 2, 7.5)),
  feasible: fc.option(fc.boolean()),
  worker: fc.option(text),
  sampler: text,
  tags: fc.uniqueArray(text, { maxLength: 2 }),
  params: partial(PARAMS, scalar),
  values: partial(METRICS, told),
});

/** Writes trials of every kind past the services, which would take many rounds to bring them about. */
export async function seedTrials(request: {
  readonly workspaces: TestWorkspaces;
  readonly count: number;
  readonly seed: number;
}): Promise<SeededStudy> {
  const { admin, one } = request.workspaces;
  const study = await studyDriver(one.owner).createStudy();
  const drawn = fc.sample(arbitraryTrial, { seed: request.seed, numRuns: request.count });
  const rows = drawn.map((trial, index) => {
    const ended = trial.state !== "queued" && trial.state !== "running";
    const attempt = trial.state === "running" ? trial.attempt + 1 : trial.attempt;
    const number = index + 1000;
    const group = index % 2 === 0 ? number - (index % 6) : null;
    return { ...trial, attempt, number, group, id: newId(), ended, duration: ended ? trial.duration : null };
  });
  const idOf = new Map(rows.map((row) => [row.number, row.id]));
  const client = await admin.connect();
  try {
    await client.query("begin");
    await client.query("set local session_replication_role = replica"); // these rows came about by no transition
    for (const row of rows) {
      await client.query(INSERT_TRIAL, [
        one.workspaceId,
        row.id,
        toUuid(study.id),
        row.number,
        row.state,
        row.source,
        JSON.stringify(row.params),
        JSON.stringify({ sampler: row.sampler }),
        row.attempt,
        row.worker,
        row.cost,
        row.feasible,
        row.duration,
        row.ended,
        row.group === null ? null : idOf.get(row.group),
        row.tags,
      ]);
      for (const [metric, value] of Object.entries(row.values)) {
        if (value === undefined) continue;
        const stored = [one.workspaceId, row.id, metric, toUuid(study.id), row.number, ...toColumns(value)];
        await client.query(INSERT_VALUE, [...stored, row.state === "completed" && Number.isFinite(value)]);
      }
    }
    await client.query("commit");
  } finally {
    client.release();
  }
  const isUnsold = (row: { source: string; attempt: number }) => row.source === "engine" && row.attempt === 0;
  return {
    id: study.id,
    // A value that is undefined is one the database does not have.
    trials: rows.filter((row) => !isUnsold(row)) as unknown as readonly FilteredTrial[],
    unsold: rows.filter(isUnsold).map((row) => row.number),
  };
}

function toColumns(value: number): readonly [value: number | null, kind: string] {
  if (Number.isNaN(value)) return [null, "nan"];
  return Number.isFinite(value) ? [value, "finite"] : [null, value > 0 ? "inf" : "-inf"];
}

const INSERT_TRIAL = `insert into trial (workspace_id, id, study_id, number, state, source, assignments, origin, attempt, worker_id, cost,
    feasible, fingerprint, space_revision, priority, lease_until, lease_seconds, started_at, finished_at, repeat_group, tags)
  values ($1, $2, $3, $4::int, $5, $6, $7, $8, $9, $10, $11, $12, $4::int::text, 1, 4,
    case when $5::text = 'running' then clock_timestamp() + interval '1 hour' end, case when $5::text = 'running' then 3600 end,
    case when $13::float8 is not null then timestamptz '2026-01-01T00:00:00Z' end,
    case when $14::boolean then timestamptz '2026-01-01T00:00:00Z' + make_interval(secs => coalesce($13::float8, 0)) end, $15::uuid, $16)`;

const INSERT_VALUE = `insert into observation_value (workspace_id, trial_id, revision, metric, study_id, trial_number, value, value_kind, current, rankable)
  values ($1, $2, 1, $3, $4, $5, $6, $7, true, $8)`;
