import pg from "pg";
import type { ArtifactStore } from "@/server/artifacts/artifact-store";
import { migrate } from "@/server/db/migrate";
import { hasChecksum, readMigrationFiles } from "@/server/db/migration-files";
import { BackupError, notEmpty } from "./backup-error";
import { restoreFiles } from "./listed-files";
import { loadRows } from "./load-rows";
import type { Manifest } from "./manifest";
import { MIGRATIONS_TABLE, readTables } from "./schema-catalog";
import { verifyBackup } from "./verify-backup";

export interface RestoreRequest {
  readonly folder: string;
  /** Connects as (or sets the role) tellus_owner. */
  readonly ownerUrl: string;
  readonly migrationsDirectory: string;
  /** Where the files of the database that has this space are to be put; needed for a backup that holds some. */
  readonly openFiles?: (space: string) => ArtifactStore;
  readonly log: (message: string) => void;
}

export interface Restored {
  readonly manifest: Manifest;
  readonly rows: number;
}

/**
 * Brings a backup back into an empty database. Nothing is written before every file was compared with its hash; the
 * schema is made as it was when the backup was taken; all rows are loaded, counted and checked in one transaction; then
 * the migrations that came since are applied, which is also how a backup crosses releases and versions of PostgreSQL.
 */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const { folder, ownerUrl, migrationsDirectory, openFiles, log } = request;
  log(`Comparing the files of ${folder} with their hashes`);
  const manifest = await verifyBackup(folder);
  await refuseUnknownSchema(manifest, migrationsDirectory);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "tellus-restore", keepAlive: true });
  client.on("error", () => undefined); // also rejects the query under way
  await client.connect();
  try {
    await refuseOtherSchema(client, manifest);
    const only = new Set(manifest.migrations.map(({ name }) => name));
    await migrate({ ownerUrl, directory: migrationsDirectory, only, log });
    // Before the rows: what is left of a restore that breaks off are files without rows, and never rows without files.
    if (manifest.files !== undefined && manifest.files.count > 0) {
      if (openFiles === undefined) throw new BackupError(`${folder} holds files, and no place was named for them.`);
      log(`Restoring ${manifest.files.count} files`);
      await restoreFiles(folder, openFiles(manifest.files.space));
    }
    await loadRows({ client, folder, manifest, log });
  } finally {
    await client.end().catch(() => undefined);
  }
  await migrate({ ownerUrl, directory: migrationsDirectory, log });
  return { manifest, rows: manifest.tables.reduce((total, { rows }) => total + rows, 0) };
}

/** The schema is made by this release's migrations, so it must have every one the backup's schema was made by. */
async function refuseUnknownSchema(manifest: Manifest, directory: string): Promise<void> {
  const files = new Map((await readMigrationFiles(directory)).map((file) => [file.name, file]));
  for (const { name, checksum } of manifest.migrations) {
    const file = files.get(name);
    if (file !== undefined && hasChecksum(file, checksum)) continue;
    throw new BackupError(
      `The backup's schema has migration ${name}, which this release of Tellus ${file === undefined ? "does not have" : "has in another form"}. ` +
        "Restore it with the release that took it, or a newer one.",
    );
  }
}

/** A database with tables of other migrations than the backup's is in use, or was. */
async function refuseOtherSchema(client: pg.Client, manifest: Manifest): Promise<void> {
  const { rows } = await client.query<{ migrated: boolean }>("SELECT to_regclass($1) IS NOT NULL AS migrated", [
    `public.${MIGRATIONS_TABLE}`,
  ]);
  const applied =
    rows[0]?.migrated === true
      ? (
          await client.query<{ name: string }>(
            `SELECT migration_name AS name FROM public.${MIGRATIONS_TABLE} WHERE rolled_back_at IS NULL`,
          )
        ).rows
      : [];
  const known = new Set(manifest.migrations.map(({ name }) => name));
  const foreign = applied.find(({ name }) => !known.has(name));
  if (foreign !== undefined) throw notEmpty(`it has migration ${foreign.name}, which the backup has not`);
  const tables = await readTables(client);
  if (applied.length === 0 && tables.length > 0) throw notEmpty(`it has a table ${tables[0]?.name}`);
}
