import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { DatabaseSetupError } from "./database-setup-error";
import { applyNextMigration } from "./migration-apply";
import { hasChecksum, type MigrationFile, readMigrationFiles } from "./migration-files";
import { type AppliedMigration, createMigrationTable, minimumMigration, readApplied } from "./migration-table";

/** The lock of Prisma's own migrate commands, so that they and we never migrate at the same time. */
export const MIGRATION_LOCK = 72_707_369;
const WAIT_MS = 200;
const PROGRESS_MS = 5000;

export interface MigrateOptions {
  /** Connects as (or sets the role) tellus_owner. */
  readonly ownerUrl: string;
  readonly directory: string;
  /** Leaves out the others: the schema of an earlier release, to restore a backup into. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly log: (message: string) => void;
}

/**
 * Brings the schema up to date and returns the names it applied. However many processes call this at once, each
 * migration runs once: every step is one transaction that takes the lock, looks at what is applied, and applies the
 * next. The lock ends with the transaction, so neither a killed process nor a pooler that hands the connection on can
 * keep it. A failed migration leaves the schema as the one before it made it, and the next call tries again.
 */
export async function migrate({ ownerUrl, directory, only, log }: MigrateOptions): Promise<readonly string[]> {
  const files = (await readMigrationFiles(directory)).filter(({ name }) => only === undefined || only.has(name));
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "tellus-migrate", keepAlive: true });
  // A lost connection also rejects the query under way; without a listener it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  const applied: string[] = [];
  try {
    const say = once(log);
    for (;;) {
      const name = await applyNextMigration({ client, log, choose: () => chooseNext({ client, files, say }) });
      if (name === undefined) return applied;
      applied.push(name);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Choose {
  readonly client: pg.Client;
  readonly files: readonly MigrationFile[];
  readonly say: (message: string) => void;
}

/** Within the step's transaction: the lock, then what is left to do. */
async function chooseNext({ client, files, say }: Choose): Promise<MigrationFile | undefined> {
  await takeLock(client, say);
  await createMigrationTable(client);
  const [next, ...later] = pendingMigrations({
    files,
    applied: await readApplied(client),
    minimum: await minimumMigration(client),
    say,
  });
  if (next !== undefined)
    say(`Applying migration ${next.name}${later.length > 0 ? `; ${later.length} more follow` : ""}`);
  return next;
}

/** Polls instead of blocking in PostgreSQL: a waiting session would hold a snapshot that index builds wait for. */
async function takeLock(client: pg.Client, say: (message: string) => void): Promise<void> {
  const started = Date.now();
  let nextNotice = started + 1000;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS taken", [
      MIGRATION_LOCK,
    ]);
    if (rows[0]?.taken) return;
    if (Date.now() >= nextNotice) {
      say(`Waiting for another process to finish migrating … ${Math.round((Date.now() - started) / 1000)} s`);
      nextNotice = Date.now() + PROGRESS_MS;
    }
    await sleep(WAIT_MS);
  }
}

function pendingMigrations(options: {
  readonly files: readonly MigrationFile[];
  readonly applied: readonly AppliedMigration[];
  readonly minimum: string | undefined;
  readonly say: (message: string) => void;
}): MigrationFile[] {
  const { files, applied, minimum, say } = options;
  const known = new Map(files.map((file) => [file.name, file]));
  for (const { name, checksum, unfinished } of applied) {
    if (unfinished) throw unfinishedMigration(name);
    const file = known.get(name);
    if (file && !hasChecksum(file, checksum)) throw changedMigration(name);
  }
  if (minimum !== undefined && !known.has(minimum)) throw tooOld(minimum);
  const unknown = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length > 0) {
    say(`The database is newer than this release, which can still work with it; it also has: ${unknown.join(", ")}`);
  }
  const done = new Set(applied.map(({ name }) => name));
  return files.filter(({ name }) => !done.has(name));
}

/** Each message once, however many steps come upon it. */
function once(log: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    log(message);
  };
}

function tooOld(minimum: string): DatabaseSetupError {
  return new DatabaseSetupError(
    `A newer release of Tellus changed this database so that this one cannot work with it any more: whoever uses it must know ` +
      `migration ${minimum}. Nothing was changed. Start that release or a newer one, or restore a backup taken before the upgrade into an empty database.`,
  );
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
