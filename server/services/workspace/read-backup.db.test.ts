import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { watchBackups } from "@/server/backup/backup-watch";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { readBackup } from "./read-backup";

let spaces: TestWorkspaces;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
});
beforeEach(async () => {
  watchBackups(true);
  await spaces.admin.query("delete from backup_run");
});
afterAll(async () => {
  watchBackups(false);
  await spaces.close();
});

const overdue = async () => (await runService({ service: readBackup, context: spaces.one.owner, input: {} })).overdue;
const databaseIs = (hours: number) =>
  spaces.admin.query("update workspace set created_at = clock_timestamp() - make_interval(hours => $1)", [hours]);
const backedUp = (hoursAgo: number) =>
  spaces.admin.query(
    "insert into backup_run (id, finished_at, folder) values ($1, clock_timestamp() - make_interval(hours => $2), 'x')",
    [randomUUID(), hoursAgo],
  );
const failed = () =>
  spaces.admin.query("insert into backup_run (id, tick, error) values ($1, clock_timestamp(), 'the disk is full')", [
    randomUUID(),
  ]);

test("a backup is overdue when the last one ended more than 36 hours ago, and not before", async () => {
  await databaseIs(1_000);
  await backedUp(35);
  expect(await overdue()).toBeNull();
  await spaces.admin.query("update backup_run set finished_at = finished_at - interval '2 hours'");
  expect(Date.parse((await overdue())?.last_at ?? "")).toBeLessThan(Date.now() - 36 * 3_600_000);
});

test("the newest counts, by hand or by night, and one that failed counts for nothing", async () => {
  await databaseIs(1_000);
  await backedUp(100);
  await failed();
  expect(await overdue()).not.toBeNull();
  await backedUp(1);
  expect(await overdue()).toBeNull();
});

test("without any backup it is overdue once the database is older than 36 hours", async () => {
  await databaseIs(35);
  expect(await overdue()).toBeNull();
  await databaseIs(37);
  expect(await overdue()).toEqual({ last_at: null });
});

test("of a PostgreSQL of the operator's own nothing is said", async () => {
  await databaseIs(1_000);
  watchBackups(false);
  expect(await overdue()).toBeNull();
});
