import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { withRole } from "@/server/db/connection-urls";
import { BackupError } from "./backup-error";

/** Reads every row and writes none. Its policies are named alike on every table, and made where they are missing. */
export const BACKUP_ROLE = "tellus_backup";
const POLICY = "backup_reads";
const TRIES = 10;

/**
 * The address that a backup reads with. Row-level security is forced on the owner too, so a role is needed that sees
 * all: a superuser or one that bypasses the policies (the embedded database's tellus_admin) as it is; any other login
 * gets a role that only reads, with a policy on every table. A login that may not make it is told the SQL.
 */
export async function backupReader(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, application_name: "tellus-backup" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ bypasses: boolean }>(
      "SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user",
    );
    if (rows[0]?.bypasses === true) return url;
    await ensureRole(client);
    await ensureRights(client);
    return withRole(url, BACKUP_ROLE);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{
    login: string;
    present: boolean;
    able: boolean;
    harmless: boolean;
    separate: boolean;
  }>(
    `SELECT quote_ident(session_user) AS login, r.oid IS NOT NULL AS present,
            coalesce(pg_has_role(session_user, r.oid, CASE WHEN v.separate THEN 'SET' ELSE 'MEMBER' END), false) AS able,
            coalesce(NOT (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication), true) AS harmless, v.separate
       FROM (SELECT current_setting('server_version_num')::int >= 160000 AS separate) v LEFT JOIN pg_roles r ON r.rolname = $1`,
    [BACKUP_ROLE],
  );
  const [state] = rows;
  if (state === undefined) throw new BackupError("The roles of the database cannot be read.");
  if (!state.harmless)
    throw new BackupError(
      `The role ${BACKUP_ROLE} may do more than read: ALTER ROLE ${BACKUP_ROLE} NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION.`,
    );
  const statements = [
    ...(state.present ? [] : [`CREATE ROLE ${BACKUP_ROLE} NOLOGIN`]),
    ...(state.able
      ? []
      : [`GRANT ${BACKUP_ROLE} TO ${state.login}${state.separate ? " WITH SET TRUE, INHERIT FALSE" : ""}`]),
  ];
  for (const statement of statements) {
    await client.query(statement).catch((cause: unknown) => {
      throw new BackupError(
        `${state.login} may not make the role that reads for backups. Have a superuser run this once, then try again:\n` +
          statements.map((line) => `  ${line};`).join("\n"),
        { cause },
      );
    });
  }
}

/** As the owner, and only what is missing: a policy needs its table for a moment, so it waits shortly and often. */
async function ensureRights(client: pg.Client): Promise<void> {
  await client.query("SET ROLE tellus_owner");
  const { rows } = await client.query<{ statement: string }>(RIGHTS_MISSING, [BACKUP_ROLE, POLICY]);
  await client.query("SET lock_timeout = '2s'");
  for (const { statement } of rows) await patiently(client, statement);
}

async function patiently(client: pg.Client, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined;
      if (code === "42710") return; // another backup made it meanwhile
      if (code !== "55P03" || attempt === TRIES) throw error;
      await sleep(500);
    }
  }
}

const RIGHTS_MISSING = `
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), $1::text) AS statement
 WHERE NOT has_database_privilege($1, current_database(), 'CONNECT')
UNION ALL
SELECT format('GRANT USAGE ON SCHEMA public TO %I', $1) WHERE NOT has_schema_privilege($1, 'public', 'USAGE')
UNION ALL
SELECT format('GRANT SELECT ON public.%I TO %I', relname, $1) FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S') AND NOT has_table_privilege($1, oid, 'SELECT')
UNION ALL
SELECT format('CREATE POLICY %I ON public.%I FOR SELECT TO %I USING (true)', $2::text, relname, $1) FROM pg_class c
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relrowsecurity
   AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = $2)`;
