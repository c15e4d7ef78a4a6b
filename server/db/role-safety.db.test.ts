import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { assertRolesSafe } from "./role-safety";

let database: TemporaryDatabase;
let admin: pg.Client;

beforeAll(async () => {
  database = await temporaryDatabase();
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await database.drop();
});

/** Breaks the wall, asserts what the check says, and mends it: the check must pass before and after. */
async function expectFault(options: { readonly broken: string; readonly mended: string; readonly fault: RegExp }) {
  await assertRolesSafe(database.urls.app);
  await admin.query(options.broken);
  await expect(assertRolesSafe(database.urls.app)).rejects.toThrow(options.fault);
  await admin.query(options.mended);
  await assertRolesSafe(database.urls.app);
}

test("S2 the migrated schema has no hole for either role that serves requests", async () => {
  await assertRolesSafe(database.urls.app);
  await assertRolesSafe(database.urls.system);
});

test("S2 a superuser is refused", async () => {
  await expect(assertRolesSafe(database.adminUrl)).rejects.toThrow(/tellus_admin is a superuser/);
});

test("S2 the owner of tenant tables is refused", async () => {
  await expect(assertRolesSafe(database.urls.owner)).rejects.toThrow(/tellus_owner may act as tellus_owner, owner of/);
});

test("S2 a table with a workspace_id and no row-level security is refused by name", async () => {
  await expectFault({
    broken: "CREATE TABLE leak (workspace_id uuid)",
    mended: "DROP TABLE leak",
    fault: /table leak has a workspace_id but no row-level security/,
  });
});

test("S2 a table that does not force its policies is refused by name", async () => {
  await expectFault({
    broken: "ALTER TABLE trial NO FORCE ROW LEVEL SECURITY",
    mended: "ALTER TABLE trial FORCE ROW LEVEL SECURITY",
    fault: /table trial does not force row-level security/,
  });
});

test("S2 a table without a policy is refused by name", async () => {
  await expectFault({
    broken: `CREATE TABLE leak (workspace_id uuid); ALTER TABLE leak ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
    mended: "DROP TABLE leak",
    fault: /table leak has no policy/,
  });
});

test("S2 a view that reads tenant rows with its owner's rights is refused by name", async () => {
  await expectFault({
    broken: "CREATE VIEW leak AS SELECT workspace_id FROM trial",
    mended: "ALTER VIEW leak SET (security_invoker = true)",
    fault: /view leak shows tenant rows with its owner's rights/,
  });
});

test("S2 a materialized view of tenant rows is refused by name", async () => {
  await expectFault({
    broken: "CREATE MATERIALIZED VIEW stored_leak AS SELECT workspace_id FROM trial",
    mended: "DROP MATERIALIZED VIEW stored_leak",
    fault: /stored_leak holds tenant rows where row-level security cannot be/,
  });
});
