import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { type SeededGroup, seedGroups } from "../testing/seed-groups";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { HALVING } from "../trial/testing/scheduled-trials";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

/** How many pages PostgreSQL looks at for an expression on the study's row `s`, functions that it calls included. */
async function pagesRead({ id }: Study, expression: string): Promise<number> {
  const client = await spaces.admin.connect();
  try {
    const statement = `explain (analyze, buffers, format json) select ${expression} from study s where s.id = $1`;
    // The first time a session reads what its functions are, too.
    await client.query(statement, [toUuid(id)]);
    const { rows } = await client.query(statement, [toUuid(id)]);
    const { Plan } = rows[0]["QUERY PLAN"][0];
    return Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"];
  } finally {
    client.release();
  }
}

async function answerOf({ id }: Study, expression: string): Promise<unknown> {
  const { rows } = await spaces.admin.query(`select ${expression} as value from study s where s.id = $1`, [toUuid(id)]);
  return rows[0].value;
}

/** Rows as asks and tells would have written them, without their triggers. */
async function seed({ id }: Study, statement: string): Promise<void> {
  const client = await spaces.admin.connect();
  try {
    await client.query("begin");
    await client.query("set local session_replication_role = replica");
    await client.query(statement, [toUuid(id)]);
    await client.query("commit");
  } finally {
    client.release();
  }
}

const TOLD = 10_000;
const toldTrials = (source: "enqueue" | "import", from = 0, count = TOLD) =>
  `insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, origin, space_revision, priority, state, attempt, cost, started_at, finished_at)
   select s.workspace_id, gen_random_uuid(), s.id, i, '${source}', '{"x": 0.5, "k": 1}', 'f' || i, '{"sampler": "enqueue"}', 1, 2, 'completed', 1, 0.5, now(), now()
     from study s, generate_series(${from}, ${from + count - 1}) i where s.id = $1`;

test("an ask sums what trials cost from an index alone, a page for hundreds of them; imported ones cost nothing", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 20_000, max_cost: TOLD / 2 + 0.5 } });
  await seed(study, toldTrials("enqueue"));
  await seed(study, toldTrials("import", TOLD, 10));
  // An index alone answers for pages of which all transactions may see all rows: once none is older than the rows.
  const seenByAll = async () => {
    await spaces.admin.query("vacuum analyze trial");
    const { rows } = await spaces.admin.query(
      "select relallvisible >= 0.9 * relpages as are from pg_class where relname = 'trial'",
    );
    return rows[0].are;
  };
  await expect.poll(seenByAll, { timeout: 30_000 }).toBe(true);
  expect(await pagesRead(study, "hand_out_stop(s)")).toBeLessThan(200);
  expect(await answerOf(study, "hand_out_stop(s)")).toBeNull();
  await seed(study, toldTrials("enqueue", TOLD + 10, 1));
  expect(await answerOf(study, "hand_out_stop(s)")).toBe("cost");
});

test("an ask counts the results of rungs by the last entry of the log", async () => {
  const study = await driver.createStudy({ scheduler: HALVING, limits: { max_trials: 20_000 } });
  await seed(study, toldTrials("enqueue"));
  await seed(
    study,
    `insert into rung_result (workspace_id, study_id, bracket, rung, trial_id, attempt, step, values, decision, seq)
     select workspace_id, study_id, 0, 0, id, 1, 1, '{}', 'stop', number + 1 from trial where study_id = $1`,
  );
  await seed(
    study,
    `insert into schedule_log (workspace_id, study_id, seq, changes, results)
     select workspace_id, id, n, '[]', n from study, generate_series(1, ${TOLD}) n where id = $1`,
  );
  await spaces.admin.query("analyze trial, rung_result, schedule_log");
  expect(await pagesRead(study, "results_of(s.workspace_id, s.id)")).toBeLessThan(100);
  expect(await answerOf(study, "results_of(s.workspace_id, s.id) - s.next_number")).toBe(TOLD);
});

/** All of them have a value that is as good as the target, and none such a mean; the last one lacks a trial. */
async function seedAlmost(study: Study, groups: number): Promise<void> {
  const whole = Array.from({ length: groups }, (): SeededGroup => [-3, 3, 3]);
  await seedGroups(spaces, study, [...whole, [3, 3]]);
}

const REPEATED = { max: 3, rule: "all" } as const;
const WITH_A_TARGET = [{ metric: "loss", direction: "minimize", target: -2 }] as const;

test("while the last repeats of a study run, an ask does not look at all groups again, neither for one that lacks a trial nor for one that reached the target", async () => {
  const study = await driver.createStudy({
    repeats: REPEATED,
    objectives: [...WITH_A_TARGET],
    limits: { max_trials: 20_000 },
  });
  await seedAlmost(study, 1_000);
  await spaces.admin.query("update study set exhausted = 'grid_exhausted' where id = $1", [toUuid(study.id)]);
  expect(await driver.askOne(study)).toMatchObject({ number: 3_002, repeat: { index: 2 } });
  expect(await pagesRead(study, "nothing_to_claim(s)")).toBeLessThan(100);
  expect(await pagesRead(study, "hand_out_stop(s)")).toBeLessThan(100);
  expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject({ trials: [], reason: "draining" });
});
