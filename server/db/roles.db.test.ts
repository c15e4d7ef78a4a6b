import { rm } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "@/server/embedded/start-embedded-database";
import { inDatabase } from "@/server/embedded/testing/temporary-database";
import { temporaryDirectory } from "@/server/embedded/testing/test-cluster";
import { resolveDatabase, withRole } from "./connection-urls";
import { migrate } from "./migrate";

/** Roles belong to the whole server, so these tests need a server of their own: it plays the outside PostgreSQL. */
let server: EmbeddedDatabase;
let directory: string;
let admin: pg.Client;

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await startEmbeddedDatabase({ directory, log: () => undefined, durable: false, freeBytesMin: 0 });
  admin = new pg.Client({ connectionString: inDatabase(server.adminUrl, "postgres") });
  await admin.connect();
  await admin.query("DROP DATABASE tellus");
});

afterAll(async () => {
  await admin.end();
  await server.stop();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  await admin.query("DROP DATABASE IF EXISTS outside WITH (FORCE)");
  for (const role of ["tellus_owner", "tellus_app", "tellus_system", "login"])
    await admin.query(`DROP ROLE IF EXISTS ${role}`);
});

const outsideUrl = () => {
  const url = new URL(inDatabase(server.adminUrl, "outside"));
  url.username = "login";
  url.password = "secret";
  return url.toString();
};

const resolve = (databaseUrl: string) =>
  resolveDatabase({ databaseUrl, directory: "/nonexistent", log: () => undefined });

async function whoAmI(connectionString: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(
    `SELECT current_user AS role, session_user AS login, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS mighty
       FROM pg_roles WHERE rolname = current_user`,
  );
  await client.end();
  return rows[0];
}

test("one DATABASE_URL of a login with CREATEROLE serves all three roles, none of them mighty", async () => {
  await admin.query("CREATE ROLE login LOGIN CREATEROLE PASSWORD 'secret'; ");
  await admin.query("CREATE DATABASE outside OWNER login");
  const { urls, serverVersion, embedded } = await resolve(outsideUrl());
  expect(embedded).toBeUndefined();
  expect(serverVersion).toBe("18.4");
  expect(await whoAmI(urls.owner)).toEqual({ role: "tellus_owner", login: "login", mighty: false });
  expect(await whoAmI(urls.app)).toEqual({ role: "tellus_app", login: "login", mighty: false });
  expect(await whoAmI(urls.system)).toEqual({ role: "tellus_system", login: "login", mighty: false });
  expect(await migrate({ ownerUrl: urls.owner, directory: "prisma/migrations", log: () => undefined })).not.toEqual([]);
  expect((await resolve(outsideUrl())).urls).toEqual(urls);
});

test("a superuser's DATABASE_URL is narrowed to the role in force", async () => {
  await admin.query("CREATE DATABASE outside");
  const { urls } = await resolve(inDatabase(server.adminUrl, "outside"));
  expect(await whoAmI(urls.app)).toEqual({ role: "tellus_app", login: "tellus_admin", mighty: false });
});

test("a login that may not set roles up gets SQL which, run by a superuser, makes the next start work", async () => {
  await admin.query("CREATE ROLE login LOGIN PASSWORD 'secret'");
  await admin.query("CREATE DATABASE outside");
  const refusal = await resolve(outsideUrl()).then(
    () => undefined,
    (error: Error) => error,
  );
  expect(refusal?.message).toMatch(/login, the login of DATABASE_URL, may not set up Tellus's database roles/);
  expect(refusal?.message).not.toContain("secret");
  const sql = refusal?.message.split("\n").slice(1).join("\n") ?? "";
  const superuser = new pg.Client({ connectionString: inDatabase(server.adminUrl, "outside") });
  await superuser.connect();
  await superuser.query(sql);
  await superuser.end();
  const { urls } = await resolve(outsideUrl());
  expect(await whoAmI(urls.app)).toMatchObject({ role: "tellus_app", login: "login" });
});

test("a role that was made mighty by hand is put right", async () => {
  await admin.query("CREATE ROLE tellus_app NOLOGIN BYPASSRLS");
  await admin.query("CREATE DATABASE outside");
  const { urls } = await resolve(inDatabase(server.adminUrl, "outside"));
  expect(await whoAmI(urls.app)).toMatchObject({ role: "tellus_app", mighty: false });
});

test("four starts at the same time set the roles up without a conflict", async () => {
  await admin.query("CREATE DATABASE outside");
  const url = inDatabase(server.adminUrl, "outside");
  const resolved = await Promise.all([resolve(url), resolve(url), resolve(url), resolve(url)]);
  expect(new Set(resolved.map(({ urls }) => urls.app)).size).toBe(1);
});

test("options that DATABASE_URL already has stay beside the role", async () => {
  await admin.query("CREATE DATABASE outside");
  await resolve(inDatabase(server.adminUrl, "outside"));
  const url = withRole(`${inDatabase(server.adminUrl, "outside")}?options=-c%20work_mem%3D7MB`, "tellus_app");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("SELECT current_user AS role, current_setting('work_mem') AS memory");
  await client.end();
  expect(rows).toEqual([{ role: "tellus_app", memory: "7MB" }]);
});

test("an address that is none, a wrong schema and an unreachable server are refused without showing the password", async () => {
  await expect(resolve("mysql://x:hidden@y/z")).rejects.toThrow(/DATABASE_URL is not a PostgreSQL address/);
  await expect(resolve("postgresql://x:hidden@y/z?schema=other")).rejects.toThrow(/schema other/);
  const unreachable = await resolve("postgresql://x:hidden@127.0.0.1:1/z").catch((error: Error) => error.message);
  expect(unreachable).toMatch(/database z at 127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/);
  expect(unreachable).not.toContain("hidden");
});
