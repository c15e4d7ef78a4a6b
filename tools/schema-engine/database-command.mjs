import pg from "pg";

const COMMANDS = {
  "can-connect-to-database": ({ url }) => run(url),
  "create-database": ({ admin, name }) => run(admin, `CREATE DATABASE ${pg.escapeIdentifier(name)}`),
  "drop-database": ({ admin, name }) => run(admin, `DROP DATABASE ${pg.escapeIdentifier(name)} WITH (FORCE)`),
};

/** Prisma's error codes by PostgreSQL's: no such database, database exists already. */
const CODES = { "3D000": "P1003", "42P04": "P1009" };

/** `schema-engine cli <command>`: one action on the database itself. Returns the exit code. */
export async function runDatabaseCommand(command, address) {
  const url = new URL(address);
  url.searchParams.delete("schema");
  const admin = new URL(url);
  admin.pathname = "/postgres";
  const name = url.pathname.slice(1);
  try {
    if (!COMMANDS[command]) throw new Error(`unknown command ${command}`);
    await COMMANDS[command]({ url, admin, name });
    return 0;
  } catch (error) {
    const message = `Can't reach or use database "${name}": ${error.message}`;
    const fields = { message, error_code: CODES[error.code] ?? "P1001", is_panic: false };
    // Prisma reads the last line; the one before it keeps a partial first line from being taken for it.
    process.stderr.write(`{}\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}`);
    return 1;
  }
}

async function run(url, sql) {
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  try {
    if (sql) await client.query(sql);
  } finally {
    await client.end();
  }
}
