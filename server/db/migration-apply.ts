import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { DatabaseSetupError } from "./database-setup-error";
import type { MigrationFile } from "./migration-files";
import { recordApplied, recordFailure } from "./migration-table";

/** While a migration waits for a table, every later query on that table waits behind it: so it waits shortly, often. */
const LOCK_TIMEOUT = "3s";
const TRIES_MAX = 20;
const RETRY_MS = 1000;
/** lock_not_available, deadlock_detected: another session was in the way, the migration itself is fine. */
const IN_THE_WAY = new Set(["55P03", "40P01"]);

interface Apply {
  readonly client: pg.Client;
  /** Called within the step's transaction: takes the lock and says what is next, if anything. */
  readonly choose: () => Promise<MigrationFile | undefined>;
  readonly log: (message: string) => void;
}

/**
 * One step: chooses a migration and applies it with its row in one transaction, and returns its name; undefined when
 * there is none. On failure nothing of it remains but a row marked rolled back.
 */
export async function applyNextMigration({ client, choose, log }: Apply): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    let file: MigrationFile | undefined;
    try {
      await begin(client);
      file = await choose();
      if (file !== undefined) await apply(client, file);
      await client.query("COMMIT");
      return file?.name;
    } catch (error) {
      await client.query("ROLLBACK").catch(() => undefined); // the connection may be what failed
      if (file === undefined) throw error;
      if (isInTheWay(error) && attempt < TRIES_MAX) {
        log(`Migration ${file.name} waits for tables in use, attempt ${attempt + 1} of ${TRIES_MAX}`);
        await sleep(RETRY_MS);
        continue;
      }
      const explained = explain(file, error);
      await recordFailure(client, file, explained.message).catch(() => undefined); // the message below says it too
      throw explained;
    }
  }
}

/** Settings hold for the transaction only: behind a pooler the session may be somebody else's a moment later. */
async function begin(client: pg.Client): Promise<void> {
  await client.query("BEGIN");
  await client.query("SELECT set_config(name, '0', true) FROM pg_settings WHERE name = ANY($1)", [
    ["statement_timeout", "transaction_timeout", "idle_in_transaction_session_timeout"],
  ]);
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
  const before = await transactionId(client);
  // Without parameters pg sends the script whole, so function bodies in $$ need no splitting.
  await client.query(file.sql);
  if ((await transactionId(client)) !== before) {
    throw new DatabaseSetupError("it ends the transaction it runs in: remove BEGIN, COMMIT and ROLLBACK from the file");
  }
  await recordApplied(client, file);
}

async function transactionId(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>("SELECT pg_current_xact_id()::text AS id");
  return rows[0]?.id;
}

function isInTheWay(error: unknown): boolean {
  return error instanceof pg.DatabaseError && IN_THE_WAY.has(error.code ?? "");
}

function explain(file: MigrationFile, cause: unknown): DatabaseSetupError {
  const what = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseSetupError(
    `Migration ${file.name} failed${placeOf(file, cause)}: ${what}. It was rolled back; the database is as before it. ` +
      `${adviceFor(cause)} The next start tries it again.`,
    { cause },
  );
}

/** PostgreSQL counts the position in characters from 1; it gives none for errors that arise while a statement runs. */
function placeOf({ sql }: MigrationFile, cause: unknown): string {
  if (!(cause instanceof pg.DatabaseError)) return "";
  if (cause.position !== undefined) {
    const before = Array.from(sql).slice(0, Number(cause.position) - 1);
    return ` at line ${before.filter((character) => character === "\n").length + 1} of migration.sql`;
  }
  return cause.where ? ` (${cause.where.split("\n")[0]})` : "";
}

function adviceFor(cause: unknown): string {
  const code = cause instanceof pg.DatabaseError ? (cause.code ?? "") : "";
  if (IN_THE_WAY.has(code)) return "Its tables stayed in use: end long transactions, or start when the load is lower.";
  if (code === "42501") return "The role tellus_owner lacks a privilege named above.";
  if (code.startsWith("23")) return "Stored rows contradict it: correct them, or go back to the release before.";
  if (code.startsWith("53")) return "The database server is out of resources: free disk or connections.";
  return "Go back to the release before, or correct the migration.";
}
