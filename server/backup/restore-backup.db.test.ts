import { appendFile, cp, mkdir, readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { localStore } from "@/server/artifacts/local-store";
import { resolveDatabase } from "@/server/db/connection-urls";
import { migrate } from "@/server/db/migrate";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "@/server/embedded/start-embedded-database";
import { inDatabase, type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { temporaryDirectory } from "@/server/embedded/testing/test-cluster";
import { deleteOldBackups } from "./backup-folders";
import { backupReader } from "./backup-reader";
import { restoreBackup } from "./restore-backup";
import { takeBackup } from "./take-backup";

const migrations = path.resolve("prisma/migrations");
let source: TemporaryDatabase;
let target: TemporaryDatabase;
let directory: string;
let folder: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  source = await temporaryDatabase();
  await run(source.adminUrl, ONE_STUDY);
  folder = (await takeBackup({ url: source.adminUrl, directory })).folder;
});
afterAll(async () => {
  await source.drop();
  await rm(directory, { recursive: true });
});
beforeEach(async () => {
  target = await temporaryDatabase({ empty: true });
});
afterEach(() => target.drop());

/** A study with two trials, one of them running, past the rules of how rows come about. */
const ONE_STUDY = `
set session_replication_role = replica;
insert into workspace (id, slug, name) values ('00000000-0000-4000-8000-000000000001', 'w', 'Wörld "🙂"');
insert into project (workspace_id, id, name, name_key) values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', 'P', 'p');
insert into study (workspace_id, id, project_id, name, name_key, objectives, sampler, seed, max_trials, next_number, budget_used, tags)
  values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000002', 'S', 's',
          '[{"metric": "loss", "direction": "minimize"}]', '{"name": "random"}', 9223372036854775807, 10, 2, 2, '{a,"b,c",NULL}');
insert into trial (workspace_id, id, study_id, number, state, source, assignments, fingerprint, origin, space_revision, priority, attempt, lease_until, finished_at)
  values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000010', '00000000-0000-4000-8000-000000000003', 0, 'running', 'engine', '{"x": 1}', 'f0', '{}', 1, 4, 1, now(), null),
         ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000003', 1, 'failed', 'engine', '{"x": 2}', 'f1', '{}', 1, 4, 1, null, now());
insert into attempt (workspace_id, trial_id, number, study_id, principal_id, ended_at)
  select workspace_id, id, 1, study_id, gen_random_uuid(), finished_at from trial;
insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind)
  select workspace_id, id, 1, 'loss', step, case when step < 3 then 1e-308 end, case when step < 3 then 'finite' else 'nan' end
    from trial cross join generate_series(1, 3) as step;`;

async function run(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

const restore = (from: string, to = target.urls.owner, migrationsDirectory = migrations) =>
  restoreBackup({
    folder: from,
    ownerUrl: to,
    migrationsDirectory,
    openFiles: (space) => localStore({ directory: path.join(directory, "artifacts"), space }),
    log: () => undefined,
  });

const tablesOf = (url: string) =>
  run(url, "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'");

/** Everything that is stored, as text. */
const contents = async (url: string): Promise<unknown> =>
  run(
    url,
    "select table_to_xml(c.oid, true, true, '')::text as xml, relname from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> '_prisma_migrations' order by 2",
  );

describe("a backup", () => {
  test("R29 comes back value for value: Unicode, arrays with nulls, the largest bigint, subnormals, absent values", async () => {
    const { rows } = await restore(folder);
    expect(rows).toBe(1 + 1 + 1 + 2 + 2 + 6);
    expect(await contents(target.adminUrl)).toEqual(await contents(source.adminUrl));
  });

  test("is readable by its owner only, and says what it does not include", async () => {
    const { stdout } = await import("node:child_process").then(({ execFileSync }) => ({
      stdout: execFileSync("find", [folder, "-printf", "%m %y\n"], { encoding: "utf8" }),
    }));
    expect(new Set(stdout.trim().split("\n"))).toEqual(new Set(["700 d", "600 f"]));
    expect(await readFile(path.join(folder, "manifest.json"), "utf8")).toContain("credentials.json");
  });

  test("that is cut short leaves nothing behind; what another process left is removed a day later, and nothing else is touched", async () => {
    const place = path.join(directory, "interrupted");
    await expect(takeBackup({ url: source.adminUrl, directory: place, signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await readdir(place)).toEqual([]);
    const names = ["01", "02", "03"].map((day) => `tellus-2026-11-${day}T03-00-00Z`);
    for (const name of names) await cp(folder, path.join(place, name), { recursive: true });
    const [fresh, stale] = ["tellus-2026-11-04T03-00-00Z.partial-1", "tellus-2026-11-04T03-00-00Z.partial-2"];
    for (const name of [fresh, stale, "mine"]) await mkdir(path.join(place, name));
    await utimes(path.join(place, stale), new Date(0), new Date(0));
    expect(await deleteOldBackups(place, 2)).toEqual([path.join(place, names[0] ?? "")]);
    expect((await readdir(place)).sort()).toEqual(["mine", ...names.slice(1), fresh]);
  });
});

describe("a damaged backup is refused before anything is written", () => {
  const damages: Record<string, (copy: string) => Promise<void>> = {
    "a file cut short": (copy) => truncate(path.join(copy, "trial.copy.gz"), 40),
    "a file with bytes added": (copy) => appendFile(path.join(copy, "measurement.copy.gz"), "x"),
    "one byte altered": async (copy) => {
      const bytes = await readFile(path.join(copy, "trial.copy.gz"));
      bytes.writeUInt8(bytes.readUInt8(30) ^ 1, 30);
      await writeFile(path.join(copy, "trial.copy.gz"), bytes);
    },
    "a file missing": (copy) => rm(path.join(copy, "attempt.copy.gz")),
    "an altered manifest": async (copy) => {
      const manifest = await readFile(path.join(copy, "manifest.json"), "utf8");
      await writeFile(path.join(copy, "manifest.json"), manifest.replace('"rows": 2', '"rows": 1'));
    },
    "no manifest": (copy) => rm(path.join(copy, "manifest.json")),
  };
  test.each(Object.entries(damages))("R29 %s", async (_what, damage) => {
    const copy = path.join(directory, "damaged");
    await cp(folder, copy, { recursive: true });
    await damage(copy);
    await expect(restore(copy)).rejects.toThrow(/not (?:a )?complete|SHA-256 is not the manifest's|changed or damaged/);
    expect(await tablesOf(target.adminUrl)).toEqual([]);
    await rm(copy, { recursive: true });
  });

  test("R29 rows that contradict an invariant are named and not restored, and the database can be used for another try", async () => {
    const broken = await temporaryDatabase();
    await run(
      broken.adminUrl,
      `${ONE_STUDY} update study set next_number = 3; delete from attempt where ended_at is null;`,
    );
    const taken = await takeBackup({ url: broken.adminUrl, directory: path.join(directory, "broken") });
    await broken.drop();
    await expect(restore(taken.folder)).rejects.toThrow(/R14: 1 studies.*0003\).*\n.*R6: 1 trials.*0010/s);
    expect(await run(target.adminUrl, "select id from workspace")).toEqual([]);
    await restore(folder);
    expect(await run(target.adminUrl, "select name from workspace")).toEqual([{ name: 'Wörld "🙂"' }]);
  });
});

describe("a restore", () => {
  test("is refused where there are rows, and changes none of them", async () => {
    await migrate({ ownerUrl: target.urls.owner, directory: migrations, log: () => undefined });
    await run(target.adminUrl, "insert into workspace (id, slug, name) values (gen_random_uuid(), 'mine', 'Mine')");
    await expect(restore(folder)).rejects.toThrow(
      /empty database only.*table workspace has rows.*Nothing was changed.*create a new database/s,
    );
    expect(await run(target.adminUrl, "select slug from workspace")).toEqual([{ slug: "mine" }]);
    await expect(run(target.urls.app, "select from workspace")).resolves.toEqual([]);
  });

  test("is refused where there are tables of something else", async () => {
    await run(target.adminUrl, "create table other (n int)");
    await expect(restore(folder)).rejects.toThrow(/it has a table other/);
    expect(await tablesOf(target.adminUrl)).toEqual([{ relname: "other" }]);
  });

  test("R25 R29 of a backup of an earlier release goes through the migrations since; one of a later release is refused", async () => {
    const older = path.join(directory, "older-migrations");
    await cp(migrations, older, { recursive: true });
    const newer = path.join(directory, "newer-migrations");
    await cp(migrations, newer, { recursive: true });
    await mkdir(path.join(newer, "20990101000000_next"));
    await writeFile(
      path.join(newer, "20990101000000_next", "migration.sql"),
      "alter table workspace add color text not null default 'green';",
    );
    await restore(folder, target.urls.owner, newer);
    expect(await run(target.adminUrl, "select color from workspace")).toEqual([{ color: "green" }]);
    const { folder: later } = await takeBackup({ url: target.adminUrl, directory: path.join(directory, "later") });
    const another = await temporaryDatabase({ empty: true });
    await expect(restore(later, another.urls.owner, older)).rejects.toThrow(
      /migration 20990101000000_next, which this release of Tellus does not have/,
    );
    expect(await tablesOf(another.adminUrl)).toEqual([]);
    await another.drop();
  });
});

describe("with a DATABASE_URL whose login is no superuser", () => {
  let server: EmbeddedDatabase;
  let home: string;
  let admin: pg.Client;

  beforeAll(async () => {
    home = await temporaryDirectory();
    server = await startEmbeddedDatabase({ directory: home, log: () => undefined, durable: false, freeBytesMin: 0 });
    admin = new pg.Client({ connectionString: inDatabase(server.adminUrl, "postgres") });
    await admin.connect();
    await admin.query("DROP DATABASE tellus");
    for (const role of ["tellus_owner", "tellus_app", "tellus_system"]) await admin.query(`DROP ROLE ${role}`);
    await admin.query("CREATE ROLE login LOGIN CREATEROLE PASSWORD 'secret'");
    for (const name of ["outside", "again"]) await admin.query(`CREATE DATABASE ${name} OWNER login`);
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
    await rm(home, { recursive: true });
  });

  const loginUrl = (database: string): string => {
    const url = new URL(inDatabase(server.adminUrl, database));
    url.username = "login";
    url.password = "secret";
    return url.toString();
  };
  const resolve = (databaseUrl: string) =>
    resolveDatabase({ databaseUrl, directory: "/nonexistent", log: () => undefined });

  test("R29 a role that only reads sees every workspace's rows through forced row-level security, also of tables made since", async () => {
    const { urls } = await resolve(loginUrl("outside"));
    await migrate({ ownerUrl: urls.owner, directory: migrations, log: () => undefined });
    await run(inDatabase(server.adminUrl, "outside"), ONE_STUDY);
    const reader = await backupReader(loginUrl("outside"));
    expect(await run(reader, "select current_user as role")).toEqual([{ role: "tellus_backup" }]);
    await expect(run(reader, "update trial set cost = 1")).rejects.toThrow(/permission denied/);
    await run(
      urls.owner,
      "create table later (workspace_id uuid, n int); alter table later enable row level security; alter table later force row level security",
    );
    await run(inDatabase(server.adminUrl, "outside"), "insert into later values (gen_random_uuid(), 1)");
    const taken = await takeBackup({ url: await backupReader(loginUrl("outside")), directory });
    expect(taken.manifest.tables.find(({ name }) => name === "later")?.rows).toBe(1);
    await run(urls.owner, "drop table later");
    const { folder: outside } = await takeBackup({
      url: await backupReader(loginUrl("outside")),
      directory: path.join(directory, "outside"),
    });

    const again = await resolve(loginUrl("again"));
    await restore(outside, again.urls.owner);
    const [before, after] = ["outside", "again"].map((name) => contents(inDatabase(server.adminUrl, name)));
    expect(await after).toEqual(await before);
    await expect(run(again.urls.app, "select from trial")).resolves.toEqual([]);
  });

  test("a login that may not make that role is told the SQL", async () => {
    await admin.query("DROP OWNED BY tellus_backup");
    for (const name of ["outside", "again"]) {
      await run(inDatabase(server.adminUrl, name), "DROP OWNED BY tellus_backup");
    }
    await admin.query("DROP ROLE tellus_backup; ALTER ROLE login NOCREATEROLE");
    await expect(backupReader(loginUrl("outside"))).rejects.toThrow(
      /Have a superuser run this once.*\n {2}CREATE ROLE tellus_backup NOLOGIN;\n {2}GRANT tellus_backup TO login WITH SET TRUE, INHERIT FALSE;/,
    );
  });
});
