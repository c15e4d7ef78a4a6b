import pg from "pg";
import type { Endpoint } from "./endpoint";

/** Reads every row the app's role can see of each table, with the caller's workspace set: nothing but policies stands. */
export function tableEndpoints(tables: readonly string[], app: pg.Pool): readonly Endpoint[] {
  return tables.map((table) => ({
    name: `table ${table}`,
    positions: [],
    inputs: () => [{}],
    refusesAbsent: false,
    async call({ actor }) {
      const client = await app.connect();
      try {
        await client.query("begin");
        await client.query("select set_config('app.workspace_id', $1, true)", [actor.workspaceId]);
        const { rows } = await client.query(await selectGranted(client, table));
        await client.query("commit");
        return rows;
      } finally {
        client.release();
      }
    },
  }));
}

/** Of some tables the role may read a few columns only. */
async function selectGranted(client: pg.PoolClient, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
        and has_column_privilege(attrelid, attnum, 'select') order by attnum`,
    [table],
  );
  const columns = rows.map(({ name }) => `${pg.escapeLiteral(name)}, ${pg.escapeIdentifier(name)}`);
  return `select jsonb_build_object(${columns.join()}) as row from ${pg.escapeIdentifier(table)}`;
}
