import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrialState, trialStates } from "@/lib/contract/trial";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";

let database: TemporaryDatabase;
let admin: pg.Client;
beforeAll(async () => {
  database = await temporaryDatabase();
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

const ENDS: readonly TrialState[] = ["completed", "pruned", "failed", "infeasible", "cancelled"];

/** The table of the design (06, States), for a trial that nobody was given yet and for one that somebody was. */
function isAllowed(from: TrialState, to: TrialState, attempt: number): boolean {
  if (from === to) return true;
  switch (from) {
    case "queued": // after a hand-out, a late result is taken
      return to === "running" || to === "cancelled" || (attempt > 0 && [...ENDS, "paused"].includes(to));
    case "running":
      return true;
    case "paused":
      return to === "queued" || to === "pruned" || to === "cancelled";
    default:
      return false;
  }
}

const columns = (state: TrialState): string =>
  `state = '${state}', lease_until = ${state === "running" ? "clock_timestamp()" : "null"},
   finished_at = ${ENDS.includes(state) ? "clock_timestamp()" : "null"}`;

/** A trial in the given state, and what the database says to a change of it. Nothing of it stays. */
async function tryChange(from: TrialState, attempt: number, change: string): Promise<string | null> {
  await admin.query("begin");
  try {
    const { rows } = await admin.query<{ id: string }>(`
      with w as (insert into workspace (id, slug, name) values (gen_random_uuid(), 'w' || substr(md5(random()::text), 1, 8), 'W') returning id),
           p as (insert into project (workspace_id, id, name, name_key) select id, gen_random_uuid(), 'P', 'p' from w returning *),
           s as (insert into study (workspace_id, id, project_id, name, name_key, objectives, sampler, seed, max_trials, created_by)
                 select workspace_id, gen_random_uuid(), id, 'S', 's', '[]', '{}', 1, 10, gen_random_uuid() from p returning *)
      insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, origin, space_revision, priority)
      select workspace_id, gen_random_uuid(), id, 0, 'engine', '{}', 'f', '{}', 1, 4 from s returning id`);
    const id = rows[0]?.id;
    const told = ENDS.includes(from) ? "sha256('one')" : "null";
    await admin.query("alter table trial disable trigger trial_transition");
    await admin.query(`update trial set ${columns(from)}, attempt = ${attempt}, result_hash = ${told} where id = $1`, [
      id,
    ]);
    await admin.query("alter table trial enable trigger trial_transition");
    await admin.query(`update trial set ${change} where id = $1`, [id]);
    return null;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "23514") return error.message;
    throw error;
  } finally {
    await admin.query("rollback");
  }
}

const pairs = trialStates.flatMap((from) => trialStates.map((to) => [from, to] as const));

test("R11 the database lets a trial pass through the states of the table and no others, whatever the code does", async () => {
  for (const attempt of [0, 1]) {
    for (const [from, to] of pairs) {
      if (attempt === 0 && (from === "running" || from === "paused")) continue; // only a hand-out leads there
      const handOut = from === "queued" && to === "running" ? `, attempt = ${attempt + 1}` : "";
      const refusal = await tryChange(from, attempt, columns(to) + handOut);
      expect({ from, to, attempt, allowed: refusal === null }).toEqual({
        from,
        to,
        attempt,
        allowed: isAllowed(from, to, attempt),
      });
    }
  }
});

test.each([
  ["its assignments once it was handed out", "running", "assignments = '{\"x\": 1}', version = version + 1"],
  ["its number", "queued", "number = 7"],
  ["its study", "queued", "study_id = gen_random_uuid()"],
  ["its attempt, without a hand-out", "running", "attempt = attempt + 2"],
  ["its attempt, downwards", "running", "attempt = 0"],
  ["its result once it was told", "completed", "result_hash = sha256('another')"],
] as const)("R11 a trial never changes %s", async (_what, from, change) => {
  expect(await tryChange(from, 1, change)).not.toBeNull();
});
