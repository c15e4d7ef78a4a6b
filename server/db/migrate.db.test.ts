import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { temporaryDirectory } from "@/server/embedded/testing/test-cluster";
import { migrate } from "./migrate";

let database: TemporaryDatabase;
let directory: string;
let said: string[];

beforeEach(async () => {
  database = await temporaryDatabase({ empty: true });
  directory = await temporaryDirectory();
  said = [];
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

const run = () => migrate({ ownerUrl: database.urls.owner, directory, log: (message) => void said.push(message) });

async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(directory, name), { recursive: true });
  await writeFile(path.join(directory, name, "migration.sql"), sql);
}

const ADVISORY_LOCKS = `SELECT pid FROM pg_locks
  WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

const minimumIs = (name: string): string =>
  `CREATE OR REPLACE FUNCTION schema_minimum_migration() RETURNS text LANGUAGE sql IMMUTABLE RETURN '${name}'::text;`;

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.urls.owner });
  await client.connect();
  return client.query(sql).then(
    async ({ rows }) => {
      await client.end();
      return rows;
    },
    async (error: unknown) => {
      await client.end();
      throw error;
    },
  );
}

describe("migrate", () => {
  test("applies each migration once, in the order of names, and says so", async () => {
    await write("2_fill", "INSERT INTO made VALUES (1);");
    await write("1_make", "CREATE TABLE made (n int);");
    expect(await run()).toEqual(["1_make", "2_fill"]);
    expect(await run()).toEqual([]);
    expect(await query("SELECT n FROM made")).toEqual([{ n: 1 }]);
    expect(said).toEqual(["Applying migration 1_make; 1 more follow", "Applying migration 2_fill"]);
  });

  test("writes the rows that Prisma's own engine writes", async () => {
    await write("1_make", "CREATE TABLE made (n int);");
    await run();
    const rows = await query(
      `SELECT checksum, migration_name, logs, rolled_back_at, applied_steps_count, finished_at >= started_at AS finished
         FROM _prisma_migrations`,
    );
    expect(rows).toEqual([
      {
        // printf 'CREATE TABLE made (n int);' | sha256sum
        checksum: "99db06f70993f09f316b65b13f437141b1341bcf93bb950e1cb799d2fafdb133",
        migration_name: "1_make",
        logs: null,
        rolled_back_at: null,
        applied_steps_count: 1,
        finished: true,
      },
    ]);
  });

  test("R25 starts at the same time apply each migration exactly once", async () => {
    await write("1_make", "CREATE TABLE made (n int); SELECT pg_sleep(0.3);");
    await write("2_fill", "INSERT INTO made VALUES (1);");
    const results = await Promise.all([run(), run(), run(), run()]);
    expect(results.flat().sort()).toEqual(["1_make", "2_fill"]);
    expect(await query("SELECT count(*)::int AS rows FROM made")).toEqual([{ rows: 1 }]);
  });

  test("a start that waits for another's migration says so", async () => {
    await write("1_slow", "SELECT pg_sleep(2);");
    await Promise.all([run(), run()]);
    expect(said.filter((message) => message.startsWith("Waiting for another process"))).not.toEqual([]);
  });

  test("R25 a failed migration is rolled back whole, named with its line, and tried again at the next start", async () => {
    await write("1_make", "CREATE TABLE made (n int);");
    await write("2_broken", "CREATE TABLE half (n int);\n-- ünïcode 🙂\nINSERT INTO mad VALUES (1);");
    await expect(run()).rejects.toThrow(/2_broken failed at line 3 of migration\.sql: relation "mad" does not exist/);
    await expect(run()).rejects.toThrow(/2_broken/);
    expect(await query("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    const failures =
      "SELECT migration_name, rolled_back_at IS NOT NULL AS rolled_back FROM _prisma_migrations WHERE logs IS NOT NULL";
    expect(await query(failures)).toEqual([{ migration_name: "2_broken", rolled_back: true }]);
    await write("2_broken", "CREATE TABLE half (n int);");
    expect(await run()).toEqual(["2_broken"]);
  });

  test("a file that ends its own transaction is refused and leaves no row behind", async () => {
    await write("1_commit", "CREATE TABLE made (n int); COMMIT; BEGIN;");
    await expect(run()).rejects.toThrow(/1_commit failed.*remove BEGIN, COMMIT and ROLLBACK/);
    expect(await query("SELECT FROM _prisma_migrations WHERE finished_at IS NOT NULL")).toEqual([]);
  });

  test("an applied migration that was changed is refused by name", async () => {
    await write("1_make", "CREATE TABLE made (n int);");
    await run();
    await write("1_make", "CREATE TABLE made (n bigint);");
    await expect(run()).rejects.toThrow(/Migration 1_make was changed after it had been applied/);
  });

  test("line ends rewritten by a checkout are not a change", async () => {
    await write("1_make", "CREATE TABLE made (\n  n int\n);\n");
    await run();
    await write("1_make", "CREATE TABLE made (\r\n  n int\r\n);\r\n");
    expect(await run()).toEqual([]);
  });

  test("R25 a database that is newer than the code is used and said to be", async () => {
    await write("1_make", "CREATE TABLE made (n int);");
    await write("2_newer", "ALTER TABLE made ADD m int;");
    await run();
    await rm(path.join(directory, "2_newer"), { recursive: true });
    expect(await run()).toEqual([]);
    expect(said).toContain(
      "The database is newer than this release, which can still work with it; it also has: 2_newer",
    );
  });

  test("R25 a database that says which migration a release must have refuses one without it, and changes nothing", async () => {
    await write("1_make", "CREATE TABLE made (n int);");
    await write("2_contract", minimumIs("2_contract"));
    await run();
    await rm(path.join(directory, "2_contract"), { recursive: true });
    await write("3_other", "CREATE TABLE other (n int);");
    await expect(run()).rejects.toThrow(/whoever uses it must know migration 2_contract\. Nothing was changed/);
    expect(await query("SELECT to_regclass('other') AS other")).toEqual([{ other: null }]);
    await write("2_contract", minimumIs("2_contract"));
    expect(await run()).toEqual(["3_other"]);
  });

  test("R25 a release is served on while a newer one's migration fails, and the next start has the clear message again", async () => {
    await write("1_make", "CREATE TABLE made (n int NOT NULL); INSERT INTO made VALUES (1);");
    await run();
    const served = new pg.Pool({ connectionString: database.urls.owner, max: 2 });
    let answers = 0;
    const serving = new AbortController();
    const load = (async () => {
      while (!serving.signal.aborted) answers += (await served.query("SELECT n FROM made")).rowCount ?? 0;
    })();
    await write("2_broken", "ALTER TABLE made ADD m int; UPDATE made SET m = 1 / (n - 1);");
    for (const start of [1, 2]) {
      await expect(run(), `start ${start}`).rejects.toThrow(
        /2_broken failed.*division by zero.*rolled back; the database is as before it.*The next start tries it again/s,
      );
      const before = answers;
      await expect.poll(() => answers).toBeGreaterThan(before + 10);
    }
    serving.abort();
    await load;
    await served.end();
    await write("2_broken", "ALTER TABLE made ADD m int;");
    expect(await run()).toEqual(["2_broken"]);
  });

  test("R25 a process killed in the middle of a migration leaves no lock behind", async () => {
    await write("1_slow", "SELECT pg_sleep(60);");
    const killed = run();
    const outcome = killed.catch((error: unknown) => error);
    await expect
      .poll(() => query("SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()"))
      .toHaveLength(1);
    await query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()",
    );
    expect(await outcome).toBeInstanceOf(Error);
    await write("1_slow", "SELECT 1;");
    expect(await run()).toEqual(["1_slow"]);
  });

  test("waits for a table in use instead of failing", async () => {
    await write("1_make", "CREATE TABLE made (n int);");
    await run();
    await write("2_alter", "ALTER TABLE made ADD m int;");
    const user = new pg.Client({ connectionString: database.urls.owner });
    await user.connect();
    await user.query("BEGIN; SELECT * FROM made");
    const migrated = run();
    await expect
      .poll(() => said.some((message) => message.includes("waits for tables in use")), { timeout: 6000 })
      .toBe(true);
    // Between two tries no session holds the lock: a pooler may hand its connection on, another start may go ahead.
    await expect.poll(() => query(ADVISORY_LOCKS), { timeout: 10_000, interval: 50 }).toEqual([]);
    await user.query("COMMIT");
    expect(await migrated).toEqual(["2_alter"]);
    await user.end();
  });

  test("a migration left unfinished by another tool is refused with the command that settles it", async () => {
    await write("1_make", "CREATE TABLE made (n int);");
    await run();
    await query("UPDATE _prisma_migrations SET finished_at = NULL");
    await expect(run()).rejects.toThrow(/prisma migrate resolve --rolled-back 1_make/);
  });

  test("a function body in dollar quotes and a policy arrive whole", async () => {
    await write(
      "1_function",
      "CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 1; END; $$; CREATE TABLE t (n int);",
    );
    await run();
    expect(await query("SELECT one() AS one")).toEqual([{ one: 1 }]);
  });
});
