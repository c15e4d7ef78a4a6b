import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemPool } from "@/server/db/pools";
import { type LeaseClock, leaseClock } from "@/server/services/testing/lease-clock";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { databaseFigures } from "./database-figures";
import { exposeMetrics } from "./expose-metrics";
import { metrics } from "./registry";

let spaces: TestWorkspaces;
let driver: StudyDriver;
let clock: LeaseClock;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  clock = leaseClock(spaces);
});
afterAll(() => spaces.close());

/** A new sample: a value of each figure by its name. */
async function sample(): Promise<Record<string, number>> {
  const registry = new Registry();
  await databaseFigures(registry)();
  const lines = (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(lines.map((line) => line.split(" ")).map(([name, value]) => [name, Number(value)]));
}

test("R12 the budget's overshoot is 0 with an honest study, and shows a trial that went past the counters", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 3 } });
  await driver.askOne(study);
  expect(await sample()).toMatchObject({ tellus_database_up: 1, tellus_budget_overshoot: 0 });
  await spaces.admin.query("update study set next_number = next_number - 1 where id = $1", [study.id.slice(4)]);
  expect(await sample()).toMatchObject({ tellus_budget_overshoot: 1 });
  await spaces.admin.query("update study set next_number = next_number + 1 where id = $1", [study.id.slice(4)]);
});

test("R8 R34 an expired lease, a trial that waits for a worker and a row of the outbox show their age", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 2 } });
  const trial = await driver.askOne(study);
  expect(await sample()).toMatchObject({ tellus_lease_expired_oldest_seconds: 0, tellus_queue_oldest_seconds: 0 });
  await clock.letExpire(trial.id);
  expect((await sample()).tellus_lease_expired_oldest_seconds).toBeGreaterThan(0);
  await systemPool().query("select beat_service(gen_random_uuid())");
  await systemPool().query("select * from reap_expired_leases(100)");
  await spaces.admin.query(
    "update attempt set ended_at = ended_at - interval '100 s' where end_reason = 'lease_expired'",
  );
  await spaces.admin.query(
    `insert into outbox (workspace_id, id, topic, subject_id, body, next_at)
     values ($1, gen_random_uuid(), 'test', gen_random_uuid(), '{}', now() - interval '300 s')`,
    [spaces.one.workspaceId],
  );
  const shown = await sample();
  expect(shown.tellus_queue_oldest_seconds).toBeGreaterThan(99);
  expect(shown.tellus_outbox_oldest_seconds).toBeGreaterThan(299);
  expect(shown.tellus_outbox_pending).toBeGreaterThan(0);
});

test("the age of the last backup is absent before the first one, and a failure of tonight's shows", async () => {
  expect(await sample()).not.toHaveProperty("tellus_backup_last_success_timestamp_seconds");
  await spaces.admin.query(
    "insert into backup_run (id, tick, finished_at) values (gen_random_uuid(), now() - interval '1 day', to_timestamp(1e9))",
  );
  expect(await sample()).toMatchObject({ tellus_backup_last_success_timestamp_seconds: 1e9, tellus_backup_failing: 0 });
  await spaces.admin.query(
    "insert into backup_run (id, tick, error) values (gen_random_uuid(), now(), 'the disk is full')",
  );
  expect(await sample()).toMatchObject({ tellus_backup_last_success_timestamp_seconds: 1e9, tellus_backup_failing: 1 });
});

test("files that wait to be deleted, and those that could not be, show", async () => {
  expect(await sample()).toMatchObject({ tellus_files_to_delete: 0, tellus_files_undeletable: 0 });
  await spaces.admin.query("insert into artifact_removal (name, tries) values ('a', 0), ('b', 3)");
  expect(await sample()).toMatchObject({ tellus_files_to_delete: 2, tellus_files_undeletable: 1 });
});

test("a transaction of the app role that is left open shows, although another role asks", async () => {
  const client = await spaces.admin.connect();
  await client.query("begin; select set_config('role', 'tellus_app', true)");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect((await sample()).tellus_transaction_oldest_seconds).toBeGreaterThan(1.4);
  await client.query("rollback");
  client.release();
});

test("R21 the database is asked once in 15 s however many scrape, and one that hangs takes no scrape with it", async () => {
  let asked = 0;
  const registry = new Registry();
  const refresh = databaseFigures(registry, () => {
    asked += 1;
    return new Promise(() => undefined);
  });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 20 }, refresh));
  await refresh();
  expect([asked, performance.now() - startedAt < 5_000]).toEqual([1, true]);
  const text = await registry.metrics();
  expect(text).toContain("tellus_database_up 0");
  expect(text).not.toMatch(/^tellus_trials_running \d/m);
});

test("S2 the self-test of roles and policies shows a hole", async () => {
  const expose = exposeMetrics({ version: "0.0.0" });
  expect((await expose()).text).toContain("tellus_rls_safe 1");
  await spaces.admin.query("alter table trial no force row level security");
  metrics().registry.clear();
  Reflect.get(globalThis, Symbol.for("tellus.process")).delete("metrics"); // another process's first scrape
  const { text } = await exposeMetrics({ version: "0.0.0" })();
  expect(text).toContain("tellus_rls_safe 0");
  expect(text).toMatch(/tellus_pool_connections\{pool="\w+",state="idle"\} \d/);
  await spaces.admin.query("alter table trial force row level security");
});
