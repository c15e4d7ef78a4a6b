import pg from "pg";

/** Every table whose rows belong to a workspace. */
export async function tenantTables(admin: pg.Pool): Promise<readonly string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'workspace_id' and not a.attisdropped
      order by 1`,
  );
  return rows.map((row) => row.name);
}

/** A checksum of each tenant table's rows of one workspace, to show that nothing changed. */
export async function tenantChecksums(admin: pg.Pool, workspaceId: string): Promise<Readonly<Record<string, string>>> {
  const tables = await tenantTables(admin);
  const selects = tables.map(
    (table) =>
      `select ${pg.escapeLiteral(table)} as name, count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum
         from ${pg.escapeIdentifier(table)} t where workspace_id = $1`,
  );
  const { rows } = await admin.query<{ name: string; sum: string }>(selects.join(" union all "), [workspaceId]);
  return Object.fromEntries(rows.map((row) => [row.name, row.sum]));
}

/** Remembers every tenant row there is; the function it gives puts exactly these back, past triggers and keys, workspace by workspace. */
export async function saveTenantRows(admin: pg.Pool): Promise<() => Promise<void>> {
  const tables = (await tenantTables(admin)).map((table) => pg.escapeIdentifier(table));
  await admin.query(OLDEST_FIRST);
  await admin.query("create schema saved");
  for (const table of tables) await admin.query(`create table saved.${table} as table ${table}`);
  const restoring = tables.map(
    (table) => `delete from ${table}; insert into ${table} select * from saved.${table} order by workspace_id;`,
  );
  // Several statements in one message are one transaction.
  const sql = `set local session_replication_role = replica; ${restoring.join(" ")}`;
  return async () => {
    await admin.query(sql);
    const { rowCount: recounted } = await admin.query(RECOUNT);
    if (recounted !== 0) await admin.query(OLDEST_FIRST);
  };
}

/** A row that is written again moves behind the others, and a look-up that forgets the workspace finds whichever lies first. */
const OLDEST_FIRST = "cluster workspace using workspace_pkey";

/** What is counted of tenant rows in a row that is none itself. */
const RECOUNT = `
  update workspace w set artifact_bytes = counted.bytes
    from (select w.id, coalesce(sum(a.size), 0) as bytes from workspace w left join artifact a on a.workspace_id = w.id group by w.id) counted
   where w.id = counted.id and w.artifact_bytes <> counted.bytes`;

/** Every uuid that stands in rows of one workspace, without dashes, as in API ids. */
export async function tenantUuids(admin: pg.Pool, workspaceId: string): Promise<ReadonlySet<string>> {
  const { rows: columns } = await admin.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.atttypid = 'uuid'::regtype
        and c.relname = any ($1)`,
    [await tenantTables(admin)],
  );
  const selects = columns.map(
    ({ table, column }) =>
      `select ${pg.escapeIdentifier(column)} as id from ${pg.escapeIdentifier(table)} where workspace_id = $1`,
  );
  const { rows } = await admin.query<{ id: string | null }>(selects.join(" union "), [workspaceId]);
  return new Set(rows.flatMap(({ id }) => (id === null ? [] : [id.replaceAll("-", "")])));
}

/** Gives the workspace a row in each tenant table where it has none yet: what is empty cannot leak, and so shows nothing. */
export async function fillEmptyTables(admin: pg.Pool, workspaceId: string): Promise<void> {
  for (const table of await tenantTables(admin)) {
    const { rows: columns } = await admin.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [table],
    );
    const values = columns.map(({ name, type }) =>
      name === "workspace_id" ? pg.escapeLiteral(workspaceId) : (VALUE_OF_TYPE[type] ?? "null"),
    );
    const name = pg.escapeIdentifier(table);
    // The row need not be one that our code would write, so neither triggers nor keys look at it.
    await admin.query(
      `set local session_replication_role = replica; insert into ${name} (${columns.map((column) => pg.escapeIdentifier(column.name)).join()})
       select ${values.join()} where not exists (select 1 from ${name} where workspace_id = ${pg.escapeLiteral(workspaceId)})`,
    );
  }
}

const VALUE_OF_TYPE: Readonly<Record<string, string>> = {
  uuid: "gen_random_uuid()",
  text: "'filled'",
  integer: "1",
  bigint: "1",
  "double precision": "1",
  boolean: "false",
  jsonb: "'{}'",
  json: "'[]'",
  "text[]": "'{}'",
  "integer[]": "'{}'",
  "timestamp with time zone": "now()",
  bytea: "decode(repeat('00', 32), 'hex')",
};
