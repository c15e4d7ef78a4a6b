import pg from "pg";
import { ensureRoles } from "@/server/db/roles";
import type { Credentials } from "./credentials";

/** Roles, then the database, then its privileges; each only where missing, so that an interrupted first start is made good. */
export async function prepareDatabase(options: {
  readonly urlOf: (role: keyof Credentials, database?: string) => string;
  readonly credentials: Credentials;
}): Promise<void> {
  const { urlOf, credentials } = options;
  await createDatabaseIfMissing(urlOf("tellus_admin", "postgres"));
  await ensureRoles(urlOf("tellus_admin"), {
    tellus_owner: credentials.tellus_owner,
    tellus_app: credentials.tellus_app,
    tellus_system: credentials.tellus_system,
  });
}

async function createDatabaseIfMissing(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: "tellus-setup" });
  await client.connect();
  try {
    const exists = async () => (await client.query("SELECT FROM pg_database WHERE datname = 'tellus'")).rowCount === 1;
    if (await exists()) return;
    await client.query("CREATE DATABASE tellus").catch(async (error: unknown) => {
      if (!(await exists())) throw error;
    });
    await client.query("REVOKE ALL ON DATABASE tellus FROM PUBLIC");
  } finally {
    await client.end();
  }
}
