import { createHash, randomBytes, randomUUID } from "node:crypto";
import { appendFile, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setArtifactStorage } from "@/server/artifacts/artifact-storage";
import { localStore } from "@/server/artifacts/local-store";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { temporaryDirectory } from "@/server/embedded/testing/test-cluster";
import { artifactSpace, sweepLeftovers } from "@/server/jobs/keep-artifacts";
import { discardFiles, removeFiles } from "@/server/jobs/remove-files";
import { toUuid } from "@/server/kernel/ids";
import { createArtifact } from "../services/artifact/create-artifact";
import { deleteArtifact } from "../services/artifact/delete-artifact";
import { finalizeArtifact } from "../services/artifact/finalize-artifact";
import { uploadArtifact } from "../services/artifact/upload-artifact";
import { studyDriver } from "../services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../services/testing/test-workspaces";
import { restoreBackup } from "./restore-backup";
import { type TakenBackup, takeBackup } from "./take-backup";
import { verifyBackup } from "./verify-backup";

let spaces: TestWorkspaces;
let target: TemporaryDatabase;
let directory: string;
let artifacts: string;
let space: string;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  target = await temporaryDatabase({ empty: true });
  directory = await temporaryDirectory();
  artifacts = path.join(directory, "artifacts");
  space = await artifactSpace();
  const store = localStore({ directory: artifacts, space });
  setArtifactStorage({ store, fileBytesMax: 1e6, quotaBytes: 1e7, quotaBytesMax: 1e7, discard: discardFiles });
});
afterAll(async () => {
  await target.drop();
  await spaces.close();
  await rm(directory, { recursive: true });
});

const openFiles = () => localStore({ directory: artifacts, space });

async function keep(bytes: Buffer, upTo: "announced" | "ready" = "ready"): Promise<string> {
  const driver = studyDriver(spaces.one.owner);
  const { id, attempt } = await driver.askOne(await driver.createStudy());
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const given = { trial_id: id, attempt, name: "weights", size: bytes.length, sha256 };
  const { artifact } = (await createArtifact.run(spaces.one.owner, given)).output;
  if (upTo === "announced") return artifact.id;
  const content = { length: undefined, stream: Readable.from([bytes]) };
  await uploadArtifact.run({ ...spaces.one.owner, content }, { artifact_id: artifact.id });
  await finalizeArtifact.run(spaces.one.owner, { artifact_id: artifact.id });
  return artifact.id;
}

test("R29 a backup holds the files that its rows name, takes no room for them, and brings them back into an empty place", async () => {
  const [one, two] = [randomBytes(50_000), randomBytes(10)];
  await keep(one);
  await keep(two);
  await keep(randomBytes(5), "announced");
  const { folder, manifest } = await backUp();
  expect(manifest.files).toMatchObject({ space, count: 2, bytes: 50_010, missing: 0 });
  const names = (await readFile(path.join(folder, "files.txt"), "utf8")).trim().split("\n");
  const [, , name = ""] = names[0]?.split(" ") ?? [];
  // A second name of the same file: whoever deletes the artifact leaves the backup's.
  expect((await stat(path.join(folder, "files", name))).nlink).toBe(2);
  await rm(artifacts, { recursive: true });
  await verifyBackup(folder);
  await restoreBackup({
    folder,
    ownerUrl: target.urls.owner,
    migrationsDirectory: path.resolve("prisma/migrations"),
    openFiles: (of) => localStore({ directory: artifacts, space: of }),
    log: () => undefined,
  });
  const store = localStore({ directory: artifacts, space });
  const found: Buffer[] = [];
  for await (const file of store.list()) found.push(await buffer(store.read(file.name)));
  expect(found.sort((a, b) => b.length - a.length)).toEqual([one, two]);
});

/** Each in a place of its own: they are named by the second, and two of these are taken within one. */
async function backUp(): Promise<TakenBackup> {
  const place = path.join(directory, randomUUID());
  return takeBackup({ url: spaces.database.adminUrl, directory: place, artifacts });
}

/** A backup that has its snapshot and waits: for a sequence, which it reads after the tables and before the files. */
async function heldUp(): Promise<{ taken: Promise<TakenBackup>; release: () => Promise<void> }> {
  const holder = await spaces.admin.connect();
  await holder.query("begin");
  await holder.query("alter sequence event_sequence rename to held_up");
  const taken = backUp();
  taken.catch(() => undefined);
  const waiting = `select from pg_stat_activity where application_name = 'tellus-backup' and wait_event_type = 'Lock'`;
  const waits = expect
    .poll(async () => (await spaces.admin.query(waiting)).rowCount, { timeout: 20_000, interval: 20 })
    .toBe(1);
  await Promise.race([waits, taken]);
  return {
    taken,
    async release() {
      await holder.query("rollback");
      holder.release();
    },
  };
}

async function isStored(id: string): Promise<boolean> {
  for await (const { name } of openFiles().list()) if (name.endsWith(toUuid(id))) return true;
  return false;
}

test("R29 a file whose row goes while a backup runs stays until the backup has it, and goes then", async () => {
  const [deleted, leftover] = [await keep(randomBytes(70)), await keep(randomBytes(80))];
  const backup = await heldUp();
  await deleteArtifact.run(spaces.one.owner, { artifact_id: deleted });
  // Gone without a note, and found by the sweep instead.
  await spaces.admin.query("delete from artifact where id = $1", [toUuid(leftover)]);
  await spaces.admin.query("delete from artifact_removal where name like '%' || $1", [toUuid(leftover)]);
  await sleep(20);
  await sweepLeftovers(openFiles(), { olderThanMs: 10 });
  await removeFiles(openFiles());
  expect([await isStored(deleted), await isStored(leftover)]).toEqual([true, true]);
  await backup.release();
  const { folder, manifest } = await backup.taken;
  expect(manifest.files?.missing).toBe(0);
  const list = await readFile(path.join(folder, "files.txt"), "utf8");
  expect([list.includes(toUuid(deleted)), list.includes(toUuid(leftover))]).toEqual([true, true]);
  await verifyBackup(folder);
  await removeFiles(openFiles());
  expect([await isStored(deleted), await isStored(leftover)]).toEqual([false, false]);
});

test("R28 a backup that died keeps no file from being deleted", async () => {
  const deleted = await keep(randomBytes(90));
  const backup = await heldUp();
  await deleteArtifact.run(spaces.one.owner, { artifact_id: deleted });
  await removeFiles(openFiles());
  expect(await isStored(deleted)).toBe(true);
  await spaces.admin.query(
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'tellus-backup'",
  );
  await expect(backup.taken).rejects.toThrow();
  await removeFiles(openFiles());
  expect(await isStored(deleted)).toBe(false);
  await backup.release();
});

test("a file of a backup that was changed is found before anything is written", async () => {
  await keep(randomBytes(100));
  const { folder } = await backUp();
  const [line = ""] = (await readFile(path.join(folder, "files.txt"), "utf8")).trim().split("\n").reverse();
  await appendFile(path.join(folder, "files", line.split(" ")[2] ?? ""), "x");
  await expect(verifyBackup(folder)).rejects.toThrow(/missing, or not as it was written/);
});
