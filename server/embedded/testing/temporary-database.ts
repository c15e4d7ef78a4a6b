import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { ensureRoles } from "@/server/db/roles";
import type { TestClusterAddress } from "./global-setup";

export interface TemporaryDatabase {
  readonly urls: TestClusterAddress["urls"];
  /** A superuser's address of this database: for arranging what no role of ours may do. */
  readonly adminUrl: string;
  /** Drops the database, ending the connections that a test left open. */
  drop(): Promise<void>;
}

/** A database of one test file's own: a copy of the migrated one (about 50 ms), or with `empty` a new one without schema. */
export async function temporaryDatabase(options: { readonly empty?: boolean } = {}): Promise<TemporaryDatabase> {
  const cluster = inject("testCluster");
  const name = `test_${randomBytes(8).toString("hex")}`;
  const template = options.empty ? "template1" : "tellus";
  const maintenance = inDatabase(cluster.adminUrl, "postgres");
  await run(maintenance, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const adminUrl = inDatabase(cluster.adminUrl, name);
  // Privileges on a database are not copied from its template.
  await run(maintenance, `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  await ensureRoles(adminUrl, {
    tellus_owner: new URL(cluster.urls.owner).password,
    tellus_app: new URL(cluster.urls.app).password,
    tellus_system: new URL(cluster.urls.system).password,
  });
  return {
    urls: {
      owner: inDatabase(cluster.urls.owner, name),
      app: inDatabase(cluster.urls.app, name),
      system: inDatabase(cluster.urls.system, name),
    },
    adminUrl,
    drop: () => run(maintenance, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** The same login's address in another database of the same server. */
export function inDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "tellus-test" });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
