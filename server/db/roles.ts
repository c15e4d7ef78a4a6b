import pg from "pg";
import { DatabaseSetupError } from "./database-setup-error";
import { matchesVerifier, scramVerifier } from "./scram-verifier";

/** Owner: migrations only. App: forced row-level security. System: credential look-ups and jobs, with policies of its own. */
export const DATABASE_ROLES = ["tellus_owner", "tellus_app", "tellus_system"] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

/** Serialises concurrent starts: CREATE ROLE and GRANT have no form that two sessions may run at once. */
export const SETUP_LOCK = 7_355_609;

/**
 * Makes the three roles and their privileges on the database of `adminUrl`, changing only what is missing.
 * With passwords the roles can log in (embedded database); without, the login of `adminUrl` becomes a member of each,
 * so that pools can set the role as they connect. A login that lacks the right gets the exact SQL to have run.
 */
export async function ensureRoles(adminUrl: string, passwords?: Readonly<Record<DatabaseRole, string>>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: "tellus-setup" });
  await client.connect();
  try {
    // Of the transaction, not of the session: a lock of a session would stay with a pooler's connection.
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [SETUP_LOCK]);
    // Each later list depends on the earlier one: a membership can only be judged once the role exists.
    for (const missing of [rolesToChange, membershipsToGrant, privilegesToGrant]) {
      const statements = await missing(client, passwords);
      for (const statement of statements) await runOrExplain(client, { statement, statements });
    }
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}

interface RoleRow {
  readonly rolname: string;
  readonly harmless: boolean;
  readonly rolcanlogin: boolean;
}

type Passwords = Readonly<Record<DatabaseRole, string>> | undefined;

async function rolesToChange(client: pg.Client, passwords: Passwords): Promise<string[]> {
  const { rows } = await client.query<RoleRow>(
    `SELECT rolname, rolcanlogin,
            NOT (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication) AS harmless
       FROM pg_roles WHERE rolname = ANY($1)`,
    [DATABASE_ROLES],
  );
  const statements: string[] = [];
  for (const role of DATABASE_ROLES) {
    const row = rows.find(({ rolname }) => rolname === role);
    const login = passwords ? `LOGIN PASSWORD '${scramVerifier(passwords[role])}'` : undefined;
    // NOSUPERUSER and the like are the defaults of CREATE ROLE, and naming them would take a superuser.
    if (!row) statements.push(`CREATE ROLE ${role} ${login ?? "NOLOGIN"}`);
    else if (!row.harmless) {
      statements.push(`ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION`);
    }
    if (row && passwords && !(await canLogIn({ client, role, password: passwords[role] }))) {
      statements.push(`ALTER ROLE ${role} ${login}`);
    }
  }
  return statements;
}

async function canLogIn(options: {
  readonly client: pg.Client;
  readonly role: DatabaseRole;
  readonly password: string;
}): Promise<boolean> {
  const { client, role, password } = options;
  const { rows } = await client.query<{ rolcanlogin: boolean; rolpassword: string | null }>(
    "SELECT rolcanlogin, rolpassword FROM pg_authid WHERE rolname = $1",
    [role],
  );
  return rows[0]?.rolcanlogin === true && matchesVerifier(password, rows[0].rolpassword);
}

async function membershipsToGrant(client: pg.Client, passwords: Passwords): Promise<string[]> {
  if (passwords) return [];
  const { rows: versions } = await client.query<{ separate: boolean }>(
    "SELECT current_setting('server_version_num')::int >= 160000 AS separate",
  );
  // Since version 16 the right to SET ROLE is separate from inheriting its privileges; the login needs only the first.
  const separate = versions[0]?.separate === true;
  const { rows } = await client.query<{ role: string; login: string; able: boolean }>(
    `SELECT role, quote_ident(session_user) AS login, pg_has_role(session_user, role, $2) AS able
       FROM unnest($1::text[]) AS role`,
    [DATABASE_ROLES, separate ? "SET" : "MEMBER"],
  );
  return rows
    .filter(({ able }) => !able)
    .map(({ role, login }) => `GRANT ${role} TO ${login}${separate ? " WITH SET TRUE, INHERIT FALSE" : ""}`);
}

async function privilegesToGrant(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ statement: string }>(
    `SELECT format('GRANT %s ON DATABASE %I TO %I', privilege, current_database(), role) AS statement
       FROM (VALUES ('tellus_owner', 'CONNECT'), ('tellus_owner', 'CREATE'), ('tellus_app', 'CONNECT'),
                    ('tellus_system', 'CONNECT')) AS wanted (role, privilege)
      WHERE NOT has_database_privilege(role, current_database(), privilege)
     UNION ALL
     SELECT format('GRANT %s ON SCHEMA public TO %I', privilege, role)
       FROM (VALUES ('tellus_owner', 'CREATE'), ('tellus_owner', 'USAGE'), ('tellus_app', 'USAGE'),
                    ('tellus_system', 'USAGE')) AS wanted (role, privilege)
      WHERE NOT has_schema_privilege(role, 'public', privilege)
     UNION ALL
     -- An object made in public could shadow one of ours in a search path: only the owner role makes objects there.
     SELECT 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'
      WHERE EXISTS (SELECT FROM pg_namespace, aclexplode(nspacl) AS acl
                     WHERE nspname = 'public' AND acl.grantee = 0 AND acl.privilege_type = 'CREATE')`,
  );
  return rows.map(({ statement }) => statement);
}

/** Insufficient privilege is the one failure the operator can mend: by running what we could not. */
async function runOrExplain(
  client: pg.Client,
  { statement, statements }: { readonly statement: string; readonly statements: readonly string[] },
): Promise<void> {
  try {
    await client.query(statement);
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError) || cause.code !== "42501") throw cause;
    await client.query("ROLLBACK");
    const { rows } = await client.query<{ login: string }>("SELECT quote_ident(session_user) AS login");
    const login = rows[0]?.login ?? "the login";
    throw new DatabaseSetupError(
      `${login}, the login of DATABASE_URL, may not set up Tellus's database roles (${cause.message}). ` +
        `Have a superuser run this in that database, then start again:\n${setupSql(login, statements)}`,
      { cause },
    );
  }
}

/** The statements that failed, plus those that would fail next: everything a superuser has to run, once. */
function setupSql(login: string, statements: readonly string[]): string {
  const creates = statements.some((statement) => statement.startsWith("CREATE ROLE"));
  const rest = creates
    ? [
        ...DATABASE_ROLES.map((role) => `GRANT ${role} TO ${login}`),
        "GRANT USAGE, CREATE ON SCHEMA public TO tellus_owner",
        "GRANT USAGE ON SCHEMA public TO tellus_app, tellus_system",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
      ]
    : [];
  return [...statements, ...rest].map((statement) => `  ${statement};`).join("\n");
}
