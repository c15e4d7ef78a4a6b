import { once } from "node:events";
import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { boundServerLog } from "./bound-server-log";
import { readPostmasterFile } from "./postmaster-file";
import { isProcessAlive } from "./process-alive";
import { type EmbeddedDatabase, type EmbeddedDatabaseOptions, startEmbeddedDatabase } from "./start-embedded-database";
import { buildDatabaseProcess, spawnDatabaseProcess, startDatabaseProcess } from "./testing/database-process";
import { temporaryDirectory } from "./testing/test-cluster";

/** One cluster for all tests here, as each must leave it usable for the next: that is the guarantee under test. */
let directory: string;
let program: string;
let said: string[] = [];
const started: EmbeddedDatabase[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory();
  program = await buildDatabaseProcess();
  const database = await start();
  await query(database.urls.owner, "CREATE TABLE kept (n int PRIMARY KEY)");
  await database.stop();
});

/** A test that fails must not fail the next ones; stopping twice is harmless. */
afterEach(async () => {
  for (const database of started.splice(0)) await database.stop();
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  await rm(program, { force: true });
});

async function start(options: Partial<EmbeddedDatabaseOptions> = {}): Promise<EmbeddedDatabase> {
  said = [];
  const log = (message: string) => void said.push(message);
  const database = await startEmbeddedDatabase({ directory, log, durable: false, freeBytesMin: 0, ...options });
  started.push(database);
  return database;
}

async function query(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const inCluster = (...names: string[]) => path.join(directory, "cluster", ...names);
const postmasterPid = async () => (await readPostmasterFile(inCluster("data")))?.pid ?? 0;

async function killPostgres(): Promise<void> {
  const pid = await postmasterPid();
  process.kill(pid, "SIGKILL");
  while (isProcessAlive(pid)) await sleep(10);
}

const listen = (port: number) =>
  new Promise<Server>((resolve) => {
    const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
  });

describe("a running database", () => {
  test("is durable, checksummed, UTF-8, and open to passwords on loopback only", async () => {
    const database = await start({ durable: true });
    const rows = await query(
      database.adminUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes',
        'data_checksums', 'listen_addresses', 'unix_socket_directories', 'server_encoding', 'password_encryption')`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: "on",
      synchronous_commit: "on",
      full_page_writes: "on",
      data_checksums: "on",
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      server_encoding: "UTF8",
      password_encryption: "scram-sha-256",
    });
    const hba = await query(database.adminUrl, "SELECT DISTINCT auth_method FROM pg_hba_file_rules");
    expect(hba).toEqual([{ auth_method: "scram-sha-256" }]);
    await database.stop();
  });

  test("keeps passwords in a file that only we may read, and none in its log", async () => {
    const database = await start();
    expect(((await stat(inCluster("credentials.json"))).mode & 0o777).toString(8)).toBe("600");
    await expect(query(database.urls.owner, "SELECT 'hidden value'::int")).rejects.toThrow();
    await expect(query(database.urls.owner, "INSERT INTO kept VALUES (-1), (-1)")).rejects.toThrow();
    await database.stop();
    const log = await readFile(inCluster("log", "server.log"), "utf8");
    expect(log).toContain("duplicate key value violates unique constraint");
    expect(log).not.toContain("INSERT INTO");
    expect(log).not.toContain("(n)=(-1)");
  });

  test("R28 is started again after kill -9 of PostgreSQL, on the same port, for every waiting caller", async () => {
    const database = await start();
    await killPostgres();
    await Promise.all([database.ensureRunning(), database.ensureRunning()]);
    expect(await query(database.urls.app, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(said.filter((message) => message === "PostgreSQL runs again")).toHaveLength(1);
    await database.stop();
  });

  test("R28 comes back by itself when nobody asks", async () => {
    const database = await start();
    await killPostgres();
    await expect.poll(() => said, { timeout: 15_000 }).toContain("PostgreSQL runs again");
    expect(await query(database.urls.app, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await database.stop();
  });

  test("keeps its log bounded", async () => {
    const log = inCluster("log", "server.log");
    await appendFile(log, "x".repeat(5000));
    await boundServerLog(inCluster(), 4000);
    expect((await stat(log)).size).toBe(0);
    expect((await stat(`${log}.1`)).size).toBeGreaterThan(4000);
  });
});

describe("a new start", () => {
  test("R28 finds every committed row after kill -9 of the app and of PostgreSQL", async () => {
    const database = await start({ durable: true });
    const app = await startDatabaseProcess(program, directory);
    const writer = new pg.Client({ connectionString: database.urls.owner });
    writer.on("error", () => undefined);
    await writer.connect();
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await writer.query("INSERT INTO kept VALUES ($1)", [acknowledged + 1]);
        acknowledged += 1;
      }
    })().catch(() => undefined);
    await expect.poll(() => acknowledged, { timeout: 10_000 }).toBeGreaterThan(100);
    await app.kill();
    await killPostgres();
    await writing;
    await database.ensureRunning();
    const [found] = await query(database.urls.owner, "SELECT count(*)::int AS rows FROM kept WHERE n > 0");
    expect(found?.rows).toBeGreaterThanOrEqual(acknowledged);
    await database.stop();
  });

  test("R28 adopts the PostgreSQL that a killed process left behind, and stops it in the end", async () => {
    const app = await startDatabaseProcess(program, directory);
    const orphan = await postmasterPid();
    await app.kill();
    expect(isProcessAlive(orphan)).toBe(true);
    const database = await start();
    expect(database.adopted).toBe(true);
    expect(await postmasterPid()).toBe(orphan);
    await database.stop();
    expect(isProcessAlive(orphan)).toBe(false);
  });

  test("shares a PostgreSQL that another process uses: whoever stops last stops it", async () => {
    const [first, second] = await Promise.all([
      startDatabaseProcess(program, directory),
      startDatabaseProcess(program, directory),
    ]);
    expect([first.adopted, second.adopted].sort()).toEqual([false, true]);
    const pid = await postmasterPid();
    await first.stop();
    expect(isProcessAlive(pid)).toBe(true);
    await second.stop();
    expect(isProcessAlive(pid)).toBe(false);
  });

  test("takes another port when its last one is taken, and says so", async () => {
    const port = Number(await readFile(inCluster("port"), "utf8"));
    const stranger = await listen(port);
    const database = await start();
    expect(database.port).not.toBe(port);
    expect(said).toContain(
      `Port ${port}, the database's last one, is taken by another program: using ${database.port}`,
    );
    await database.stop();
    stranger.close();
  });

  test("refuses a given port that is taken", async () => {
    const stranger = await listen(0);
    const address = stranger.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    await expect(start({ port })).rejects.toThrow(`The database's port ${port} is taken by another program`);
    stranger.close();
  });

  test("R27 refuses a disk that is nearly full", async () => {
    await expect(start({ freeBytesMin: 1024 ** 5 })).rejects.toThrow(/MiB are free on the disk of .* Free some space/);
  });

  test("R28 refuses data of another major version, with instructions, and changes nothing", async () => {
    const file = inCluster("data", "PG_VERSION");
    const before = await readFile(file, "utf8");
    await writeFile(file, "15\n");
    const files = await readdir(inCluster("data"));
    await expect(start()).rejects.toThrow(
      /made by PostgreSQL 15; this Tellus runs PostgreSQL 18\. Nothing was changed\. Either/,
    );
    expect(await readdir(inCluster("data"))).toEqual(files);
    await writeFile(file, before);
    await (await start()).stop();
  });

  test("says what to do when the passwords are lost", async () => {
    await rename(inCluster("credentials.json"), inCluster("elsewhere"));
    await expect(start()).rejects.toThrow(/passwords of the embedded database cannot be read.*Restore that file/);
    await rename(inCluster("elsewhere"), inCluster("credentials.json"));
  });
});

describe("the first start", () => {
  test("R28 never initialises over files it did not make", async () => {
    const other = await temporaryDirectory();
    await mkdir(path.join(other, "cluster"));
    await writeFile(path.join(other, "cluster", "thesis.txt"), "years of work");
    await expect(start({ directory: other })).rejects.toThrow(
      /is not empty but holds no PostgreSQL data \(found thesis\.txt\)/,
    );
    expect(await readFile(path.join(other, "cluster", "thesis.txt"), "utf8")).toBe("years of work");
    await rm(other, { recursive: true });
  });

  test("R28 killed half way leaves nothing that the next one stumbles over", async () => {
    const other = await temporaryDirectory();
    const child = spawnDatabaseProcess(program, other);
    const halfMade = async () => (await readdir(other)).find((name) => name.includes("initializing"));
    const begun = async () => existsSync(path.join(other, (await halfMade()) ?? "none", "data", "PG_VERSION"));
    await expect.poll(begun, { timeout: 15_000, interval: 5 }).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(existsSync(path.join(other, "cluster"))).toBe(false);
    const database = await start({ directory: other });
    expect(await query(database.urls.app, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await database.stop();
    await rm(other, { recursive: true });
  });

  test("of two processes at once makes one database that both use", async () => {
    const other = await temporaryDirectory();
    const processes = await Promise.all([startDatabaseProcess(program, other), startDatabaseProcess(program, other)]);
    expect((await readdir(other)).filter((name) => name !== "cluster")).toEqual([]);
    expect(processes.filter(({ adopted }) => !adopted)).toHaveLength(1);
    for (const each of processes) await each.stop();
    await rm(other, { recursive: true });
  });
});
