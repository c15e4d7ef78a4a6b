import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { assertRolesSafe } from "./role-safety";
import { scopeArgs } from "./scope-extension";

let database: TemporaryDatabase;
let app: pg.Pool;
let admin: pg.Pool;

beforeAll(async () => {
  database = await temporaryDatabase();
  app = new pg.Pool({ connectionString: database.urls.app, max: 1 });
  admin = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
});

afterAll(async () => {
  await app.end();
  await admin.end();
  await database.drop();
});

async function tenantTables(): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'workspace_id' order by 1`,
  );
  return rows.map((row) => row.name);
}

async function arrangeProject(): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(
    `with place as (insert into workspace (id, slug, name) values (gen_random_uuid(), 'w' || substr(md5(random()::text), 1, 8), 'W') returning id)
     insert into project (workspace_id, id, name, name_key) select id, gen_random_uuid(), 'P', 'p' from place returning workspace_id as id`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error("no project was arranged");
  return row.id;
}

test("S2 without a workspace set the app role sees no row of any tenant table", async () => {
  await arrangeProject();
  const tables = await tenantTables();
  expect(tables.length).toBeGreaterThan(15);
  for (const table of tables) {
    const { rows } = await app.query<{ count: string }>(`select count(*) as count from ${pg.escapeIdentifier(table)}`);
    expect({ table, count: rows[0]?.count }).toEqual({ table, count: "0" });
  }
});

test("S2 with one workspace set the app role sees that workspace only, and cannot write into another", async () => {
  const [mine, other] = [await arrangeProject(), await arrangeProject()];
  await app.query("begin");
  await app.query("select set_config('app.workspace_id', $1, true)", [mine]);
  const { rows } = await app.query<{ workspace_id: string }>("select workspace_id from project");
  expect(rows.map((row) => row.workspace_id)).toEqual([mine]);
  const insert = app.query(
    "insert into project (workspace_id, id, name, name_key) values ($1, gen_random_uuid(), 'X', 'x')",
    [other],
  );
  await expect(insert).rejects.toThrow(/row-level security/);
  await app.query("rollback");
});

test("S2 the start-up check notices when one policy is gone or one table is no longer forced", async () => {
  await expect(assertRolesSafe(database.urls.app)).resolves.toBeUndefined();
  await admin.query("alter table trial no force row level security");
  await expect(assertRolesSafe(database.urls.app)).rejects.toThrow(/trial/);
  await admin.query("alter table trial force row level security");
  await admin.query("drop policy tenant on measurement");
  await expect(assertRolesSafe(database.urls.app)).rejects.toThrow(/measurement/);
  await admin.query(
    "create policy tenant on measurement for all to tellus_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())",
  );
  await expect(assertRolesSafe(database.urls.app)).resolves.toBeUndefined();
});

test("S3 every reference between tenant tables carries the workspace, and every unique index but those of hashes starts with it", async () => {
  const { rows: references } = await admin.query<{ name: string }>(
    `select con.conname as name from pg_constraint con
      where con.contype = 'f' and con.connamespace = 'public'::regnamespace
        and exists (select 1 from pg_attribute a where a.attrelid = con.confrelid and a.attname = 'workspace_id')
        and not exists (select 1 from pg_attribute a where a.attrelid = con.conrelid and a.attnum = con.conkey[1] and a.attname = 'workspace_id')`,
  );
  expect(references).toEqual([]);
  const { rows: indexes } = await admin.query<{ name: string }>(
    `select i.indexrelid::regclass::text as name from pg_index i
      where i.indisunique and exists (select 1 from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'workspace_id')
        and i.indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
        and not exists (select 1 from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attname = 'workspace_id')
      order by 1`,
  );
  expect(indexes.map((index) => index.name)).toEqual([
    "api_key_secret_hash_key",
    "invitation_secret_hash_key",
    "share_link_secret_hash_key",
  ]);
});

test("S1 the scoped client narrows every read and refuses every way around it", () => {
  const workspaceId = "0192f0c1-a2b3-7c8d-9e0f-112233445566";
  const scope = (operation: string, args: Record<string, unknown>, model = "Study") =>
    scopeArgs({ model, operation, args, workspaceId });
  expect(scope("findMany", { where: { workspaceId: "other", OR: [{}] } }).where).toEqual({
    workspaceId: "other",
    OR: [{}],
    AND: [{ workspaceId }],
  });
  expect(() => scope("update", { where: {}, data: { trials: { connect: { id: "x" } } } })).toThrow(/relation/);
  expect(() => scope("update", { where: {}, data: { workspaceId } })).toThrow(/workspaceId/);
  expect(() => scope("create", { data: { workspaceId: "other" } })).toThrow(/workspaceId/);
  expect(() => scope("upsert", {})).toThrow(/not offered/);
  expect(() => scope("findMany", {}, "Person")).toThrow(/no workspace/);
});
