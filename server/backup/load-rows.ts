import path from "node:path";
import pg from "pg";
import { MIGRATION_LOCK } from "@/server/db/migrate";
import { BackupError, notEmpty } from "./backup-error";
import { brokenInvariants } from "./invariants";
import type { BackedUpTable, Manifest } from "./manifest";
import { relaxTables } from "./relax-tables";
import { type CatalogTable, readTables } from "./schema-catalog";
import { importTable } from "./table-file";

interface Load {
  readonly client: pg.Client;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly log: (message: string) => void;
}

/** All rows in one transaction, checked before it is committed: a restore is whole or has not happened. */
export async function loadRows({ client, folder, manifest, log }: Load): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT set_config(name, '0', true) FROM pg_settings WHERE name = ANY($1)", [
      ["statement_timeout", "transaction_timeout", "idle_in_transaction_session_timeout"],
    ]);
    await client.query("SET LOCAL lock_timeout = '10s'; SET LOCAL maintenance_work_mem = '256MB'");
    // A server that starts meanwhile waits for its migrations, and then finds a database that is whole.
    await client.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    const tables = await readTables(client);
    refuseOtherShape(tables, manifest);
    const tighten = await relaxTables(client, tables);
    await refuseRows(client, tables);
    for (const table of manifest.tables) await loadTable({ client, folder, table, log });
    for (const { name, last_value, is_called } of manifest.sequences) {
      await client.query("SELECT setval($1::regclass, $2, $3)", [
        `public.${pg.escapeIdentifier(name)}`,
        last_value,
        is_called,
      ]);
    }
    log("Building indexes and checking references");
    await tighten.indexes();
    await countRows(client, manifest);
    log("Checking the invariants");
    await refuseBroken(client);
    await tighten.rules();
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
  await client.query("ANALYZE").catch(() => undefined); // only plans depend on it, and autovacuum comes by
}

/** The migrations are the same, so a difference means that somebody changed the schema by hand, here or there. */
function refuseOtherShape(tables: readonly CatalogTable[], manifest: Manifest): void {
  const shape = (list: readonly Pick<CatalogTable, "name" | "columns">[]) =>
    new Map(
      list.map(({ name, columns }) => [
        name,
        JSON.stringify(columns.map(({ name, type }) => `${name} ${type}`).sort()),
      ]),
    );
  const [here, there] = [shape(tables), shape(manifest.tables)];
  for (const name of new Set([...here.keys(), ...there.keys()])) {
    if (here.get(name) === there.get(name)) continue;
    throw new BackupError(
      `Table ${name} has other columns in the backup than in the schema its migrations make. It was changed by hand; nothing was restored.`,
    );
  }
}

async function refuseRows(client: pg.Client, tables: readonly CatalogTable[]): Promise<void> {
  for (const { name } of tables) {
    const { rowCount } = await client.query(`SELECT FROM public.${pg.escapeIdentifier(name)} LIMIT 1`);
    if (rowCount !== 0) throw notEmpty(`table ${name} has rows`);
  }
}

async function loadTable({
  client,
  folder,
  table,
  log,
}: Omit<Load, "manifest"> & { readonly table: BackedUpTable }): Promise<void> {
  const { name, file, columns, rows, bytes, sha256 } = table;
  if (rows > 0) log(`Restoring ${name}: ${rows} rows`);
  const read = await importTable({
    client,
    table: name,
    columns: columns.map((column) => column.name),
    file: path.join(folder, file),
  });
  if (read.rows !== rows || read.bytes !== bytes || read.sha256 !== sha256) {
    throw new BackupError(`${file} changed while it was read. Nothing was restored.`);
  }
}

async function countRows(client: pg.Client, manifest: Manifest): Promise<void> {
  for (const { name, rows } of manifest.tables) {
    const counted = await client.query<{ count: string }>(`SELECT count(*) FROM public.${pg.escapeIdentifier(name)}`);
    if (Number(counted.rows[0]?.count) === rows) continue;
    throw new BackupError(
      `Table ${name} has ${counted.rows[0]?.count} rows after the load instead of ${rows}. Nothing was restored.`,
    );
  }
}

async function refuseBroken(client: pg.Client): Promise<void> {
  const broken = await brokenInvariants(client);
  if (broken.length === 0) return;
  throw new BackupError(
    `The backup's rows contradict what must hold; nothing was restored:\n${broken
      .map(({ invariant, what, count, example }) => `  ${invariant}: ${count} ${what} (one is ${example})`)
      .join("\n")}`,
  );
}
