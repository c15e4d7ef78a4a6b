import pg from "pg";
import { ensureRoles, SETUP_LOCK } from "@/server/db/roles";
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
  await letSeeStatistics(urlOf("tellus_admin"));
}

/** Simultaneous starts take turns: neither CREATE DATABASE nor REVOKE has a form that two sessions may run at once. */
const CREATE_LOCK = 7_355_610;

async function createDatabaseIfMissing(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: "tellus-setup" });
  await client.connect();
  try {
    // Of this session, so it is gone with it; CREATE DATABASE runs in no transaction.
    await client.query("SELECT pg_advisory_lock($1)", [CREATE_LOCK]);
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = 'tellus'");
    if (rowCount === 0) await client.query("CREATE DATABASE tellus");
    // Also where a start was killed between the two.
    const { rowCount: open } = await client.query(
      "SELECT FROM pg_database WHERE datname = 'tellus' AND has_database_privilege('public', oid, 'CONNECT')",
    );
    if (open !== 0) await client.query("REVOKE ALL ON DATABASE tellus FROM PUBLIC");
  } finally {
    await client.end();
  }
}

/** For the metrics: how long transactions of the other roles are open. It shows no row and writes nothing. */
async function letSeeStatistics(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: "tellus-setup" });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [SETUP_LOCK]);
    const { rows } = await client.query<{ able: boolean }>(
      "SELECT pg_has_role('tellus_system', 'pg_read_all_stats', 'USAGE') AS able",
    );
    if (rows[0]?.able !== true) await client.query("GRANT pg_read_all_stats TO tellus_system");
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}
