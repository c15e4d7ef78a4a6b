import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { MigrationFile } from "./migration-files";

export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  /** Prisma's engine leaves such a row when a migration failed half way under its own command. */
  readonly unfinished: boolean;
}

/** Prisma's own table, column by column, so that its commands and this runner accept each other's rows. */
export async function createMigrationTable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS present",
  );
  if (rows[0]?.present) return;
  await client.query(`CREATE TABLE public._prisma_migrations (
    id                  varchar(36)  NOT NULL PRIMARY KEY,
    checksum            varchar(64)  NOT NULL,
    finished_at         timestamptz,
    migration_name      varchar(255) NOT NULL,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz  NOT NULL DEFAULT now(),
    applied_steps_count integer      NOT NULL DEFAULT 0
  )`);
}

export async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NULL AS unfinished
       FROM public._prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return rows;
}

/** Runs inside the migration's own transaction: the row and the change appear together or not at all. */
export async function recordApplied(client: pg.Client, { name, checksum }: MigrationFile): Promise<void> {
  await client.query(
    `INSERT INTO public._prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, transaction_timestamp(), clock_timestamp(), 1)`,
    [randomUUID(), checksum, name],
  );
}

/** Marked as rolled back, a failed migration is history that neither this runner nor Prisma stumbles over; one row each. */
export async function recordFailure(client: pg.Client, { name, checksum }: MigrationFile, logs: string): Promise<void> {
  await client.query("DELETE FROM public._prisma_migrations WHERE migration_name = $1 AND rolled_back_at IS NOT NULL", [
    name,
  ]);
  await client.query(
    `INSERT INTO public._prisma_migrations (id, checksum, migration_name, rolled_back_at, logs)
     VALUES ($1, $2, $3, now(), $4)`,
    [randomUUID(), checksum, name, logs],
  );
}

/**
 * The oldest release that can work with the schema, named by a migration it must have; undefined while every release
 * can. A migration that takes away what the release before it uses says so in this function (docs/operations/upgrade.md).
 */
export async function minimumMigration(client: pg.Client): Promise<string | undefined> {
  const { rows: functions } = await client.query<{ present: boolean }>(
    "SELECT to_regprocedure('public.schema_minimum_migration()') IS NOT NULL AS present",
  );
  if (functions[0]?.present !== true) return undefined;
  const { rows } = await client.query<{ minimum: string | null }>(
    "SELECT public.schema_minimum_migration() AS minimum",
  );
  return rows[0]?.minimum ?? undefined;
}
