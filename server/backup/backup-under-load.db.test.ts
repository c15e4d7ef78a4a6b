import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { artifactStorage } from "@/server/artifacts/artifact-storage";
import { ownerContext } from "@/server/cli/operator";
import { closePools, openPools } from "@/server/db/pools";
import { assertRolesSafe } from "@/server/db/role-safety";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { temporaryDirectory } from "@/server/embedded/testing/test-cluster";
import { toApiId, toUuid } from "@/server/kernel/ids";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { brokenInvariants } from "./invariants";
import { restoreBackup } from "./restore-backup";
import { takeBackup } from "./take-backup";

const WORKERS = 6;
const BACKUPS = 3;

let spaces: TestWorkspaces;
let driver: StudyDriver;
let restored: TemporaryDatabase;
let directory: string;

beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  directory = await temporaryDirectory();
});
afterAll(async () => {
  await spaces.close();
  await restored?.drop();
  await rm(directory, { recursive: true });
});

/** What a worker was told is stored, and when: the ledger that a restored database is held against. */
interface Told {
  readonly id: string;
  readonly loss: number;
  readonly began: number;
  readonly acknowledged: number;
}

type Taken = Awaited<ReturnType<typeof takeBackup>> & { readonly began: number; readonly ended: number };

type Study = Awaited<ReturnType<StudyDriver["createStudy"]>>;

async function work(study: Study, ledger: Told[], stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const { trials } = await driver.ask(study);
    for (const trial of trials) {
      await driver.measure(trial, { 1: { loss: 3 }, 2: { loss: 2 } });
      const loss = Math.random();
      const began = performance.now();
      await driver.tell(trial, { values: { loss } });
      ledger.push({ id: trial.id, loss, began, acknowledged: performance.now() });
    }
  }
}

async function rowsOf(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

const valuesIn = async (url: string): Promise<Map<unknown, unknown>> =>
  new Map((await rowsOf(url, "select trial_id, value from observation_value")).map((row) => [row.trial_id, row.value]));

// Positive control: without SET TRANSACTION SNAPSHOT in take-backup.ts the streams see different instants, and this fails.
test("R29 backups taken while workers write restore to one instant: all that was acknowledged before, nothing that began after, and R6, R12, R14, R15 hold", async () => {
  const limits = { max_trials: 100_000, max_parallel: WORKERS };
  const study = await driver.createStudy({ limits });
  const ledger: Told[] = [];
  const stop = new AbortController();
  const workers = Array.from({ length: WORKERS }, () => work(study, ledger, stop.signal));
  const taken: Taken[] = [];
  for (let round = 0; round < BACKUPS; round += 1) {
    await sleep(500);
    const began = performance.now();
    const backup = await takeBackup({ url: spaces.database.adminUrl, directory });
    taken.push({ began, ended: performance.now(), ...backup });
    await sleep(600); // names count seconds
  }
  stop.abort();
  await Promise.all(workers);
  expect(ledger.length).toBeGreaterThan(50);
  expect(await readdir(directory)).toHaveLength(BACKUPS);

  for (const { folder, began, ended, manifest } of taken) {
    await restored?.drop();
    restored = await temporaryDatabase({ empty: true });
    await restore(folder);
    const stored = await valuesIn(restored.adminUrl);
    const before = ledger.filter(({ acknowledged }) => acknowledged < began);
    const after = ledger.filter((told) => told.began > ended);
    expect(before.filter(({ id, loss }) => stored.get(toUuid(id)) !== loss)).toEqual([]);
    expect(after.filter(({ id }) => stored.has(toUuid(id)))).toEqual([]);
    const counts = await rowsOf(restored.adminUrl, "select count(*)::int as trials from trial");
    expect(counts).toEqual([{ trials: manifest.tables.find(({ name }) => name === "trial")?.rows }]);
  }
  // The writes were really going on: the backups differ.
  expect(new Set(taken.map(({ rows }) => rows)).size).toBe(BACKUPS);
});

test("R29 the restored database is the migrated one: rules, references, indexes and the second wall are all there", async () => {
  const catalog = `
    select 'constraint' as kind, conrelid::regclass::text || ' ' || conname as name, pg_get_constraintdef(oid) || convalidated as what
      from pg_constraint where connamespace = 'public'::regnamespace
    union all select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid) || indisvalid from pg_index i
      join pg_class c on c.oid = i.indexrelid and c.relnamespace = 'public'::regnamespace
    union all select 'trigger', tgrelid::regclass::text || ' ' || tgname, pg_get_triggerdef(oid) || tgenabled::text from pg_trigger where not tgisinternal
    union all select 'table', oid::regclass::text, concat(relrowsecurity, relforcerowsecurity, reloptions, relacl) from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'
    union all select 'policy', polrelid::regclass::text || ' ' || polname, concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) from pg_policy
    union all select 'function', oid::regprocedure::text, md5(prosrc) from pg_proc where pronamespace = 'public'::regnamespace
    order by 1, 2`;
  expect(await rowsOf(restored.adminUrl, catalog)).toEqual(await rowsOf(spaces.database.adminUrl, catalog));
  await assertRolesSafe(restored.urls.app);
  await assertRolesSafe(restored.urls.system);
});

test("R29 workers go on with the restored study: leases held at that instant are told, and the budget is reached exactly", async () => {
  await closePools();
  forgetHandles();
  openPools(restored.urls, () => undefined);
  const { workspaceId, owner } = spaces.one;
  const driver = studyDriver(ownerContext({ workspaceId, personId: owner.actor.id, name: "Test" }));
  const held = await rowsOf(restored.adminUrl, "select id, attempt from trial where state = 'running'");
  for (const { id, attempt } of held) await driver.tell({ id: toApiId("trl", String(id)), attempt: Number(attempt) });
  const [study] = await rowsOf(
    restored.adminUrl,
    "update study set max_trials = next_number + 7 returning id, max_trials",
  );
  const handle = { id: toApiId("std", String(study?.id)) } as Study; // only its id is used
  // What was queued at that instant is handed out too.
  const queued = await rowsOf(restored.adminUrl, "select from trial where state = 'queued'");
  for (let trial = 0; trial < queued.length + 7; trial += 1) await driver.tell(await driver.askOne(handle));
  await expect(driver.ask(handle, { wait_seconds: 0 })).rejects.toThrow(/hands nothing out any more \(budget\)/);
  const admin = new pg.Client({ connectionString: restored.adminUrl });
  await admin.connect();
  expect(await brokenInvariants(admin)).toEqual([]);
  await admin.end();
  expect(
    await rowsOf(restored.adminUrl, "select count(*)::int as trials from trial where state = 'completed'"),
  ).toEqual([{ trials: study?.max_trials }]);
});

async function restore(folder: string): Promise<void> {
  const migrationsDirectory = path.resolve("prisma/migrations");
  await restoreBackup({
    folder,
    ownerUrl: restored.urls.owner,
    migrationsDirectory,
    openFiles: () => artifactStorage().store,
    log: () => undefined,
  });
}

/** What a process made of its first database; a restored one is another process's. */
function forgetHandles(): void {
  const registry = Reflect.get(globalThis, Symbol.for("tellus.process")) as Map<string, unknown>; // server/kernel/process.ts
  for (const name of ["prisma", "workspace-dbs"]) registry.delete(name);
}
