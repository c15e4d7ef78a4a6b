import { randomUUID } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { verifyBackup } from "@/server/backup/verify-backup";
import { temporaryDirectory } from "@/server/embedded/testing/test-cluster";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { nightlyBackup } from "./nightly-backup";

let spaces: TestWorkspaces;
let directory: string;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
});
afterAll(() => spaces.close());
beforeEach(async () => {
  directory = await temporaryDirectory();
  await spaces.admin.query("delete from backup_run; update workspace set created_at = now() - interval '3 days'");
  return () => rm(directory, { recursive: true });
});

const tonight = (place = directory, stop?: AbortSignal) => {
  const settings = { nightly: true, hour: 3, keep: 2, directory: place };
  return nightlyBackup({ settings, url: spaces.database.adminUrl, replicaId: randomUUID() }).run(stop);
};

const runs = async () =>
  (
    await spaces.admin.query(
      "select tick, finished_at is not null as done, folder, rows::int, error from backup_run order by tick",
    )
  ).rows;

test("R20 six replicas take one backup a night, and it is whole", async () => {
  await Promise.all(Array.from({ length: 6 }, () => tonight()));
  await tonight();
  const folders = await readdir(directory);
  expect(folders).toHaveLength(1);
  const folder = path.join(directory, folders[0] ?? "");
  expect(await runs()).toMatchObject([{ done: true, folder, error: null }]);
  const { tables } = await verifyBackup(folder);
  expect(tables.find(({ name }) => name === "workspace")?.rows).toBe(2);
});

test("the tick is the last 3 o'clock, UTC, by the database's clock", async () => {
  await tonight();
  const [run] = await runs();
  const tick = new Date(run?.tick);
  expect([tick.getUTCHours(), tick.getUTCMinutes(), tick.getUTCSeconds()]).toEqual([3, 0, 0]);
  expect(Date.now() - tick.getTime()).toBeGreaterThanOrEqual(0);
  expect(Date.now() - tick.getTime()).toBeLessThan(24 * 3_600_000);
});

test("R20 a runner that is gone is replaced when its lease has run out, and not before", async () => {
  await tonight();
  await spaces.admin.query(
    "update backup_run set finished_at = null, folder = null, lease_until = clock_timestamp() + interval '40 s'",
  );
  await tonight();
  expect(await runs()).toMatchObject([{ done: false }]);
  await spaces.admin.query("update backup_run set lease_until = clock_timestamp() - interval '1 s'");
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // folders are named by the second
  await tonight();
  expect(await runs()).toMatchObject([{ done: true }]);
});

test("R24 a process that stops gives its backup up at once, leaves nothing behind, and another takes it", async () => {
  await tonight(directory, AbortSignal.abort());
  expect(await runs()).toMatchObject([{ done: false, error: null }]);
  expect(await readdir(directory)).toEqual([]);
  await tonight();
  expect(await runs()).toMatchObject([{ done: true, error: null }]);
});

test("a failure says why, leaves nothing behind, and is tried again only after a pause", async () => {
  const file = path.join(directory, "a-file");
  await writeFile(file, "");
  await expect(tonight(file)).rejects.toThrow();
  expect(await runs()).toMatchObject([{ done: false, error: expect.stringMatching(/EEXIST|ENOTDIR/) }]);
  await tonight();
  expect(await readdir(directory)).toEqual(["a-file"]);
  await spaces.admin.query("update backup_run set lease_until = clock_timestamp()");
  await tonight();
  expect(await runs()).toMatchObject([{ done: true, error: null }]);
});

test("a database made today has its first backup tonight", async () => {
  await spaces.admin.query("update workspace set created_at = now()");
  await tonight();
  expect(await runs()).toEqual([]);
});
