import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { restoreBackup } from "@/server/backup/restore-backup";
import { takeBackup } from "@/server/backup/take-backup";
import { assertRolesSafe } from "@/server/db/role-safety";
import { temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { temporaryDirectory } from "@/server/embedded/testing/test-cluster";
import { toUuid } from "@/server/kernel/ids";
import { leaseClock } from "@/server/services/testing/lease-clock";
import { studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";

let spaces: TestWorkspaces;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
});
afterAll(() => spaces.close());

const measurements = async (pool: Pick<pg.Pool, "query">): Promise<unknown[]> =>
  (await pool.query("select trial_id, attempt, metric, step, value from measurement order by 1, 2, 3, 4")).rows;

test("the SQL that partitions measurements keeps every row and both walls; workers go on, and a backup of it is restored", async () => {
  const driver = studyDriver(spaces.one.owner);
  const study = await driver.createStudy({ limits: { max_trials: 40, max_resource: 1_000 } });
  const { trials } = await driver.ask(study, { count: 20 });
  for (const trial of trials) await driver.measure(trial, { 1: { loss: 3 }, 2: { loss: 2 } });
  const before = await measurements(spaces.admin);
  expect(before).toHaveLength(40);

  const owner = new pg.Client({ connectionString: spaces.database.urls.owner });
  await owner.connect();
  await owner.query(readFileSync(path.join(import.meta.dirname, "partition-measurements.sql"), "utf8"));
  await owner.end();

  expect(await measurements(spaces.admin)).toEqual(before);
  const { rows: parts } = await spaces.admin.query("select count(distinct tableoid)::int as parts from measurement");
  expect(parts[0]?.parts).toBeGreaterThan(5);
  await assertRolesSafe(spaces.database.urls.app);
  await assertRolesSafe(spaces.database.urls.system);
  const app = new pg.Pool({ connectionString: spaces.database.urls.app, max: 1 });
  expect(await measurements(app)).toEqual([]);
  await expect(app.query("select from measurement_part_0")).rejects.toThrow(/permission denied/);
  await app.end();

  const [trial, lost] = trials;
  if (trial === undefined || lost === undefined) throw new Error("no trial");
  await driver.measure(trial, { 2: { loss: 2 }, 3: { loss: 1 } });
  await driver.tell(trial, { values: { loss: 1 } });
  // The reaper's role counts the steps of what it ends.
  await leaseClock(spaces).expireAndReap(lost.id);
  const { rows: counted } = await spaces.admin.query("select trained from attempt where trial_id = $1", [
    toUuid(lost.id),
  ]);
  expect(counted).toEqual([{ trained: 2 }]);
  const after = await measurements(spaces.admin);
  expect(after).toHaveLength(41);

  const directory = await temporaryDirectory();
  const { folder } = await takeBackup({ url: spaces.database.adminUrl, directory });
  const restored = await temporaryDatabase({ empty: true });
  const migrationsDirectory = path.resolve("prisma/migrations");
  await restoreBackup({ folder, ownerUrl: restored.urls.owner, migrationsDirectory, log: () => undefined });
  const admin = new pg.Pool({ connectionString: restored.adminUrl, max: 1 });
  expect(await measurements(admin)).toEqual(after);
  await admin.end();
  await restored.drop();
  await rm(directory, { recursive: true });
});
