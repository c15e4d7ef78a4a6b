import type pg from "pg";
import { seedStudy } from "../dashboard/seed-study";

interface Fill {
  readonly admin: pg.Client;
  readonly workspaceId: string;
  readonly studyId: string;
  readonly trials: number;
  readonly steps: number;
}

/** One statement writes the measurements of so many trials, so that no transaction is huge. */
const TRIALS_AT_ONCE = 20_000;

/** Trials as the benchmark of the dashboard makes them, then for every one that has a value as many measurements as steps. */
export async function fillStudy({ admin, workspaceId, studyId, trials, steps }: Fill): Promise<void> {
  await seedStudy({ admin, workspaceId, studyId, trials });
  await admin.query("delete from measurement where workspace_id = $1", [workspaceId]);
  await admin.query("set session_replication_role = replica"); // references hold by construction
  for (let first = 0; first < trials; first += TRIALS_AT_ONCE) {
    await admin.query(
      `insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind)
       select t.workspace_id, t.id, 1, 'accuracy', step, 1 - exp(-step / 6.0) + 0.01 * random(), 'finite'
         from trial t cross join generate_series(1, $3::int) as step
        where t.workspace_id = $1 and t.study_id = $2 and t.number >= $4 and t.number < $5 and t.state in ('completed', 'pruned')`,
      [workspaceId, studyId, steps, first, first + TRIALS_AT_ONCE],
    );
  }
  await admin.query("reset session_replication_role");
  await admin.query("vacuum analyze");
}
