import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readPostmasterFile, releaseForeignLock } from "./postmaster-file";
import { isProcessAlive } from "./process-alive";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "./start-embedded-database";
import { temporaryDirectory } from "./testing/test-cluster";

/** Neither root nor the account of the database. */
const OTHER_ACCOUNT = 54_321;

let directory: string;
let data: string;
let owner: { readonly uid: number; readonly gid: number };
let said: string[] = [];
const started: EmbeddedDatabase[] = [];
const programs: ChildProcess[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory();
  data = path.join(directory, "cluster", "data");
  await (await start()).stop();
  const { uid, gid } = await stat(data);
  owner = { uid, gid };
});
afterEach(async () => {
  for (const database of started.splice(0)) await database.stop();
  for (const program of programs.splice(0)) program.kill();
});
afterAll(() => rm(directory, { recursive: true }));

async function start(): Promise<EmbeddedDatabase> {
  said = [];
  const log = (message: string) => void said.push(message);
  const database = await startEmbeddedDatabase({ directory, log, durable: false, freeBytesMin: 0 });
  started.push(database);
  return database;
}

/** A program that is no PostgreSQL, whatever it is called. */
async function run(options: SpawnOptions): Promise<number> {
  const program = spawn("sleep", ["60"], { ...options, stdio: "ignore" });
  programs.push(program);
  await once(program, "spawn");
  return program.pid ?? 0;
}

/** As a PostgreSQL leaves it that was killed, and whose process id was given away since. */
function leaveLock(pid: number): Promise<void> {
  return writeFile(path.join(data, "postmaster.pid"), `${pid}\n${data}\n1\n1\n\n127.0.0.1\n1 1\n`);
}

test("R28 is not kept out by a lock whose process id now belongs to another program", async () => {
  const stranger = await run(owner);
  await leaveLock(stranger);
  await start();
  expect(said.join()).toContain(`lock named process ${stranger}, which is no running PostgreSQL`);
  expect(isProcessAlive(stranger)).toBe(true);
});

// Only root can run something as another account; an ordinary user meets those of the machine in the test above.
test.runIf(process.getuid?.() === 0)(
  "R28 is not kept out by a stale lock while another account's PostgreSQL runs: only the directory's owner can use it",
  async () => {
    const stranger = await run(owner);
    // Found in the directory itself, which is worse than one that nobody may look into.
    await run({ argv0: "postgres", cwd: data, uid: OTHER_ACCOUNT });
    await leaveLock(stranger);
    await start();
    expect(said.join()).toContain(`lock named process ${stranger}, which is no running PostgreSQL`);
  },
);

test("R28 is not kept out by a lock that its server was killed before it wrote", async () => {
  await writeFile(path.join(data, "postmaster.pid"), "");
  await start();
  expect(said.join()).toContain("lock was empty");
});

test("R28 waits for a server of another process that begins at the same moment, whose lock is still empty", async () => {
  await run({ argv0: "postgres", cwd: data, ...owner });
  await writeFile(path.join(data, "postmaster.pid"), "");
  const starting = start();
  await sleep(500);
  programs.at(-1)?.kill();
  await starting;
  expect(said.join()).toContain("lock was empty");
});

test("R28 a lock stays where a PostgreSQL of the directory's owner works in it", async () => {
  const stranger = await run(owner);
  await run({ argv0: "postgres", cwd: data, ...owner });
  await leaveLock(stranger);
  await releaseForeignLock(data, (message) => void said.push(message));
  expect(await readPostmasterFile(data)).toMatchObject({ pid: stranger });
  await rm(path.join(data, "postmaster.pid"));
});

test("R28 processes that start at once and all find a foreign lock set it aside once, and none of them fails", async () => {
  const stranger = await run(owner);
  await leaveLock(stranger);
  said = [];
  const log = (message: string) => void said.push(message);
  await Promise.all(Array.from({ length: 8 }, () => releaseForeignLock(data, log)));
  expect(said).toHaveLength(1);
  expect(await readPostmasterFile(data)).toBeUndefined();
});
