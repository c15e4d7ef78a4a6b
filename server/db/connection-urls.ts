import pg from "pg";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "@/server/embedded/start-embedded-database";
import { DatabaseSetupError } from "./database-setup-error";
import { type DatabaseRole, ensureRoles } from "./roles";

const MAJOR_MIN = 15;
const MAJOR_MAX = 18;

export interface ResolvedDatabase {
  readonly urls: { readonly owner: string; readonly app: string; readonly system: string };
  readonly embedded?: EmbeddedDatabase;
  /** As PostgreSQL reports it, for example "18.4". */
  readonly serverVersion: string;
}

/** The database to use: the one of DATABASE_URL when given, else the embedded one. Roles are ready when this returns. */
export async function resolveDatabase(options: {
  readonly databaseUrl?: string | undefined;
  readonly directory: string;
  readonly log: (message: string) => void;
}): Promise<ResolvedDatabase> {
  const { databaseUrl, directory, log } = options;
  if (databaseUrl !== undefined) return resolveOutside(databaseUrl);
  const embedded = await startEmbeddedDatabase({ directory, log });
  try {
    return { urls: embedded.urls, embedded, serverVersion: await readVersion(embedded.urls.app) };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function resolveOutside(databaseUrl: string): Promise<ResolvedDatabase> {
  checkUrl(databaseUrl);
  const serverVersion = await readVersion(databaseUrl).catch((cause: unknown) => {
    throw cause instanceof DatabaseSetupError ? cause : unreachable(databaseUrl, cause);
  });
  const major = Number.parseInt(serverVersion, 10);
  if (major < MAJOR_MIN || major > MAJOR_MAX) {
    throw new DatabaseSetupError(
      `DATABASE_URL leads to PostgreSQL ${serverVersion}. Tellus is tested with ${MAJOR_MIN} to ${MAJOR_MAX}: use one of those, ` +
        "or leave DATABASE_URL unset to use the embedded one.",
    );
  }
  await ensureRoles(databaseUrl);
  const urls = {
    owner: withRole(databaseUrl, "tellus_owner"),
    app: withRole(databaseUrl, "tellus_app"),
    system: withRole(databaseUrl, "tellus_system"),
  };
  await requireRoleInForce(urls.app);
  return { urls, serverVersion };
}

/** The same address with the role set as the session starts; options that are there already stay. */
export function withRole(databaseUrl: string, role: DatabaseRole | "tellus_backup"): string {
  const url = new URL(databaseUrl);
  const before = url.searchParams.get("options");
  url.searchParams.set("options", before ? `${before} -c role=${role}` : `-c role=${role}`);
  // URLSearchParams writes a space as "+", which PostgreSQL clients other than pg take for a plus sign.
  url.search = url.search.replaceAll("+", "%20");
  return url.toString();
}

function checkUrl(databaseUrl: string): void {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  if (!url || !["postgresql:", "postgres:"].includes(url.protocol)) {
    throw new DatabaseSetupError(
      "DATABASE_URL is not a PostgreSQL address. It looks like postgresql://user:password@host:5432/database.",
    );
  }
  const schema = url.searchParams.get("schema");
  if (schema !== null && schema !== "public") {
    throw new DatabaseSetupError(
      `DATABASE_URL asks for schema ${schema}; Tellus uses the schema public of its own database.`,
    );
  }
}

async function readVersion(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ version: string; encoding: string }>(
      "SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding",
    );
    const row = rows[0];
    if (row?.encoding !== "UTF8") {
      throw new DatabaseSetupError(
        `The database's encoding is ${row?.encoding}; Tellus needs UTF8. Create one with: CREATE DATABASE tellus ENCODING 'UTF8' TEMPLATE template0.`,
      );
    }
    return row.version.split(" ")[0] ?? row.version;
  });
}

/** A connection pooler may drop or refuse the start-up option that sets the role; then the login's own rights would rule. */
async function requireRoleInForce(appUrl: string): Promise<void> {
  const advice =
    "A pooler such as PgBouncer in transaction mode does this: give DATABASE_URL the address of PostgreSQL itself.";
  const role = await withClient(appUrl, async (client) => {
    const { rows } = await client.query<{ role: string }>("SELECT current_user AS role");
    return rows[0]?.role;
  }).catch((cause: unknown) => {
    throw new DatabaseSetupError(`DATABASE_URL does not accept a role at connect (options=-c role=…). ${advice}`, {
      cause,
    });
  });
  if (role !== "tellus_app") throw new DatabaseSetupError(`DATABASE_URL ignores the role set at connect. ${advice}`);
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "tellus-setup",
    connectionTimeoutMillis: 10_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Names host and database only: the address holds a password. */
function unreachable(databaseUrl: string, cause: unknown): DatabaseSetupError {
  const { host, pathname } = new URL(databaseUrl);
  const what = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new DatabaseSetupError(
    `DATABASE_URL's database ${pathname.slice(1)} at ${host} cannot be reached: ${what}. ` +
      "Start it, correct DATABASE_URL, or leave it unset to use the embedded database.",
    { cause },
  );
}
