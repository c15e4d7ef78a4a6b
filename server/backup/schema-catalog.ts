import type pg from "pg";

export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly forcesRowSecurity: boolean;
}

/** Prisma's own table is not data: the manifest names the migrations, and restoring applies them. */
export const MIGRATIONS_TABLE = "_prisma_migrations";

/** Every table of ours with the columns that hold data, by name. Computed columns are computed again. */
export async function readTables(client: pg.ClientBase): Promise<CatalogTable[]> {
  const { rows } = await client.query<CatalogTable>(
    `SELECT c.relname AS name, c.relforcerowsecurity AS "forcesRowSecurity",
            json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum) AS columns
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> $1
      GROUP BY c.oid, c.relname, c.relforcerowsecurity ORDER BY c.relname`,
    [MIGRATIONS_TABLE],
  );
  return rows;
}

export async function readSequences(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY relname",
  );
  return rows.map(({ name }) => name);
}
