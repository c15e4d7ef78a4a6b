import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { DatabaseSetupError } from "./database-setup-error";
import { applyMigration } from "./migration-apply";
import { hasChecksum, type MigrationFile, readMigrationFiles } from "./migration-files";
import { type AppliedMigration, createMigrationTable, readApplied } from "./migration-table";

/** The lock of Prisma's own migrate commands, so that they and we never migrate at the same time. */
const MIGRATION_LOCK = 72_707_369;
const WAIT_MS = 200;
const PROGRESS_MS = 5000;

export interface MigrateOptions {
  /** Connects as (or sets the role) tellus_owner; a direct connection, not a transaction pooler's. */
  readonly ownerUrl: string;
  readonly directory: string;
  readonly log: (message: string) => void;
}

/**
 * Brings the schema up to date and returns the names it applied. However many processes call this at once, each
 * migration runs once: the others wait for the lock and then find nothing to do. A failed migration leaves the
 * schema as the one before it made it, and the next call tries again.
 */
export async function migrate({ ownerUrl, directory, log }: MigrateOptions): Promise<readonly string[]> {
  const files = await readMigrationFiles(directory);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "tellus-migrate", keepAlive: true });
  // A lost connection also rejects the query under way; without a listener it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SELECT set_config(name, '0', false) FROM pg_settings WHERE name = ANY($1)", [
      ["statement_timeout", "transaction_timeout", "idle_in_transaction_session_timeout"],
    ]);
    await takeLock(client, log);
    await createMigrationTable(client);
    const pending = pendingMigrations({ files, applied: await readApplied(client), log });
    for (const [index, file] of pending.entries()) {
      log(`Migration ${index + 1} of ${pending.length}: ${file.name}`);
      await applyMigration({ client, file, log });
    }
    return pending.map(({ name }) => name);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Polls instead of blocking in PostgreSQL: a waiting session would hold a snapshot that index builds wait for. */
async function takeLock(client: pg.Client, log: (message: string) => void): Promise<void> {
  const started = Date.now();
  let nextNotice = started + 1000;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [
      MIGRATION_LOCK,
    ]);
    if (rows[0]?.taken) return;
    if (Date.now() >= nextNotice) {
      log(`Waiting for another process to finish migrating … ${Math.round((Date.now() - started) / 1000)} s`);
      nextNotice = Date.now() + PROGRESS_MS;
    }
    await sleep(WAIT_MS);
  }
}

function pendingMigrations(options: {
  readonly files: readonly MigrationFile[];
  readonly applied: readonly AppliedMigration[];
  readonly log: (message: string) => void;
}): MigrationFile[] {
  const { files, applied, log } = options;
  const known = new Map(files.map((file) => [file.name, file]));
  for (const { name, checksum, unfinished } of applied) {
    if (unfinished) throw unfinishedMigration(name);
    const file = known.get(name);
    if (file && !hasChecksum(file, checksum)) throw changedMigration(name);
  }
  const unknown = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length > 0) log(`The database is newer than this release; it also has: ${unknown.join(", ")}`);
  const done = new Set(applied.map(({ name }) => name));
  return files.filter(({ name }) => !done.has(name));
}

function unfinishedMigration(name: string): DatabaseSetupError {
  return new DatabaseSetupError(
    `Migration ${name} was begun by another tool and did not finish, so the schema may be half changed. Look at its logs in ` +
      `_prisma_migrations, put the schema right, then run: npx prisma migrate resolve --rolled-back ${name} ` +
      `(or --applied ${name} if all of it is there).`,
  );
}

function changedMigration(name: string): DatabaseSetupError {
  return new DatabaseSetupError(
    `Migration ${name} was changed after it had been applied to this database. Restore its migration.sql as it was ` +
      "and put the change into a new migration.",
  );
}
