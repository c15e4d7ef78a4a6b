import { statfs } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { REMOVAL_LOCK } from "@/server/artifacts/removal-lock";
import { copyFiles, listFiles } from "./back-up-files";
import { BackupError } from "./backup-error";
import { folderName, makeBackupFolder } from "./backup-folders";
import { type BackedUpSequence, type BackedUpTable, type Manifest, writeManifest } from "./manifest";
import { type CatalogTable, MIGRATIONS_TABLE, readSequences, readTables } from "./schema-catalog";
import { exportTable } from "./table-file";

/** Below this the disk is left to the database. */
const FREE_BYTES_MIN = 512 * 1024 * 1024;
/** Tables copied at the same time, each over a connection of its own that shares the snapshot. */
const STREAMS = 2;

export interface BackupRequest {
  /** Connects as a role that sees every row: see backupReader. */
  readonly url: string;
  /** The folder that backups are made in. */
  readonly directory: string;
  /** The directory that artifacts are kept in; absent where they are in other storage. */
  readonly artifacts?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TakenBackup {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly bytes: number;
  readonly rows: number;
}

/**
 * Exports every table as of one instant, while others write (R29): one transaction exports its snapshot, the streams
 * take it over, and tables are locked against changes of their shape before it is taken. Writers are never blocked.
 */
export async function takeBackup({ url, directory, artifacts, signal }: BackupRequest): Promise<TakenBackup> {
  return withClients(url, 1 + STREAMS, async ([leader, ...streams]) => {
    if (leader === undefined) throw new BackupError("No connection.");
    if (artifacts !== undefined) await leader.query("SELECT pg_advisory_lock_shared($1)", [REMOVAL_LOCK]);
    const tables = await openSnapshot(leader);
    const { rows } = await leader.query<Instant>(
      `SELECT pg_export_snapshot() AS snapshot, clock_timestamp() AS taken_at, current_setting('server_version') AS postgres,
              pg_database_size(current_database()) AS bytes`,
    );
    const [start] = rows;
    if (start === undefined) throw new BackupError("The snapshot could not be exported.");
    const { folder, result: manifest } = await makeBackupFolder(
      directory,
      folderName(start.taken_at),
      async (partial) => {
        await refuseFullDisk(partial, Number(start.bytes));
        const { listed, ...shown } = await exportSnapshot({
          leader,
          streams,
          start,
          tables,
          partial,
          artifacts,
          signal,
        });
        const made: Manifest = {
          format: 1,
          product: "tellus",
          taken_at: start.taken_at.toISOString(),
          postgres: start.postgres.split(" ")[0] ?? start.postgres,
          ...shown,
          files: listed && (await copyFiles({ ...listed, signal })),
          not_included: artifacts === undefined ? [...NOT_INCLUDED, FILES_ELSEWHERE] : NOT_INCLUDED,
        };
        if (listed !== undefined) await assertNothingDeleted(leader);
        await writeManifest(partial, made);
        return made;
      },
    );
    return { folder, manifest, bytes: sum(manifest.tables, "bytes"), rows: sum(manifest.tables, "rows") };
  });
}

interface Instant {
  readonly snapshot: string;
  readonly taken_at: Date;
  readonly postgres: string;
  readonly bytes: string;
}

interface Export {
  readonly leader: pg.Client;
  readonly streams: readonly pg.Client[];
  readonly start: Instant;
  readonly tables: readonly CatalogTable[];
  readonly partial: string;
  readonly artifacts: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** All that the snapshot is needed for. Neither vacuum nor a migration waits for the files, which are only listed here. */
async function exportSnapshot({ leader, streams, start, tables, partial, artifacts, signal }: Export) {
  for (const stream of streams) {
    await begin(stream);
    await stream.query(`SET TRANSACTION SNAPSHOT ${pg.escapeLiteral(start.snapshot)}`);
  }
  const shown = {
    migrations: await appliedMigrations(leader),
    tables: await exportTables({ streams, tables, partial, signal }),
    sequences: await exportSequences(leader),
    listed: artifacts === undefined || !hasArtifacts(tables) ? undefined : await listFiles(leader, partial, artifacts),
  };
  for (const client of [leader, ...streams]) await client.query("COMMIT");
  return shown;
}

/** Nothing was while the lock was held: as long as its connection lived, which answers only then. */
async function assertNothingDeleted(leader: pg.Client): Promise<void> {
  const { rows } = await leader.query<{ held: boolean }>("SELECT pg_advisory_unlock_shared($1) AS held", [
    REMOVAL_LOCK,
  ]);
  if (rows[0]?.held !== true)
    throw new BackupError("Files may have been deleted while they were copied. Take the backup again.");
}

const NOT_INCLUDED = [
  "the secret that signs sign-in cookies (TELLUS_SECRET, or the file `secret` of the data directory): without it people sign in again",
  "the embedded database's passwords (credentials.json): a new cluster makes its own",
  "settings of the environment",
];

const FILES_ELSEWHERE =
  "files of trials (TELLUS_ARTIFACTS): they are in storage of their own, which needs copies of its own";

/** A database that was not migrated since there are artifacts. */
const hasArtifacts = (tables: readonly CatalogTable[]): boolean => tables.some(({ name }) => name === "artifact");

/**
 * Locks against changes of shape first: a table rewritten between snapshot and copy would look empty. LOCK takes no
 * snapshot, so what it waited for is seen; a table made meanwhile shows as a difference.
 */
async function openSnapshot(leader: pg.Client): Promise<readonly CatalogTable[]> {
  const before = await readTables(leader);
  await begin(leader);
  await leader.query("SET LOCAL lock_timeout = '30s'");
  const names = [...before.map(({ name }) => name), MIGRATIONS_TABLE].map(
    (name) => `public.${pg.escapeIdentifier(name)}`,
  );
  await leader.query(`LOCK TABLE ${names.join(", ")} IN ACCESS SHARE MODE`).catch((cause: unknown) => {
    throw new BackupError(
      `The tables could not be locked (${messageOf(cause)}). Is a migration running, or was the database never migrated?`,
      {
        cause,
      },
    );
  });
  const tables = await readTables(leader);
  if (JSON.stringify(tables) !== JSON.stringify(before))
    throw new BackupError("A migration ran meanwhile. Take the backup again.");
  return tables;
}

async function begin(client: pg.Client): Promise<void> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

async function exportTables(work: {
  readonly streams: readonly pg.Client[];
  readonly tables: readonly CatalogTable[];
  readonly partial: string;
  readonly signal: AbortSignal | undefined;
}): Promise<BackedUpTable[]> {
  const { streams, tables, partial, signal } = work;
  const queue = [...tables];
  const done: BackedUpTable[] = [];
  const next = async (client: pg.Client): Promise<void> => {
    for (let table = queue.shift(); table !== undefined; table = queue.shift()) {
      const file = `${table.name}.copy.gz`;
      const columns = table.columns.map(({ name }) => name);
      const measured = await exportTable({
        client,
        table: table.name,
        columns,
        file: path.join(partial, file),
        signal,
      });
      done.push({ name: table.name, file, columns: [...table.columns], ...measured });
    }
  };
  // All come to their end before the folder of a failed backup is removed under them.
  const failed = (await Promise.allSettled(streams.map(next))).find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return done.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Sequences keep no versions: their value may be later than the snapshot, which only leaves a gap. */
async function exportSequences(client: pg.Client): Promise<BackedUpSequence[]> {
  const sequences: BackedUpSequence[] = [];
  for (const name of await readSequences(client)) {
    const { rows } = await client.query<Omit<BackedUpSequence, "name">>(
      `SELECT last_value::text, is_called FROM public.${pg.escapeIdentifier(name)}`,
    );
    sequences.push(...rows.map((row) => ({ name, ...row })));
  }
  return sequences;
}

async function appliedMigrations(client: pg.Client): Promise<Manifest["migrations"]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM public.${MIGRATIONS_TABLE}
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

/** Compressed rows without indexes take well under half of what the database does. */
async function refuseFullDisk(folder: string, databaseBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const needed = FREE_BYTES_MIN + databaseBytes / 2;
  if (bavail * bsize >= needed) return;
  throw new BackupError(
    `Only ${mebibytes(bavail * bsize)} MiB are free where ${path.dirname(folder)} lies; a backup of this database may need ` +
      `${mebibytes(needed)} MiB. Free some space, or write backups to another disk: TELLUS_BACKUP_DIRECTORY, or --to.`,
  );
}

async function withClients<Result>(
  url: string,
  count: number,
  work: (clients: readonly pg.Client[]) => Promise<Result>,
): Promise<Result> {
  const clients = Array.from(
    { length: count },
    () => new pg.Client({ connectionString: url, application_name: "tellus-backup", keepAlive: true }),
  );
  for (const client of clients) client.on("error", () => undefined); // also rejects the query under way
  try {
    for (const client of clients) {
      await client.connect();
      await client.query("SELECT set_config(name, '0', false) FROM pg_settings WHERE name = ANY($1)", [
        ["statement_timeout", "transaction_timeout", "idle_in_transaction_session_timeout", "idle_session_timeout"],
      ]);
    }
    return await work(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
  }
}

function sum(tables: readonly BackedUpTable[], what: "bytes" | "rows"): number {
  return tables.reduce((total, table) => total + table[what], 0);
}

const mebibytes = (bytes: number): number => Math.floor(bytes / 1024 ** 2);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
