import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

/** Type number of PostgreSQL's one-byte "char", as its catalog uses it. */
const CHAR = 18;
const TEXT = 25;
/** `migrate diff` between files asks for a connection it never uses. */
const NOWHERE = "postgresql://invalid:invalid@127.0.0.1:1/invalid";

/** @prisma/adapter-pg as the schema engine needs it, with three of its faults mended. */
export function adapterFactory({ url, shadowDatabaseUrl }) {
  const { address, schema } = splitSchema(url ?? NOWHERE);
  const base = new PrismaPg({ connectionString: address.toString() }, { schema });
  return {
    provider: base.provider,
    adapterName: base.adapterName,
    connect: async () => mend(await base.connect()),
    connectToShadowDb: () =>
      connectToShadow(shadowDatabaseUrl ? splitSchema(shadowDatabaseUrl).address : address, schema),
  };
}

/** A throw-away database; the adapter's own version drops it before closing its connections, which fails. */
async function connectToShadow(server, schema) {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  const admin = new pg.Client({ connectionString: server.toString() });
  await admin.connect();
  await admin.query(`CREATE DATABASE "${name}"`);
  const shadow = new URL(server);
  shadow.pathname = `/${name}`;
  const adapter = mend(await new PrismaPg({ connectionString: shadow.toString() }, { schema }).connect());
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await adapter.client.end().catch(() => undefined);
    await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    await admin.end();
  };
  return adapter;
}

function mend(adapter) {
  const { queryRaw } = adapter;
  // The adapter splits scripts at each ";", which tears function bodies in $$ apart: send them whole.
  adapter.executeScript = async (script) => {
    if (script.trim()) await adapter.client.query(script).catch((error) => adapter.onError(error));
  };
  // The adapter refuses "char", which the engine's own introspection queries return: read it as text.
  adapter.queryRaw = async (query) => {
    const answer = await adapter.performIO(query);
    const columns = answer.fields.flatMap(({ dataTypeID }, index) => (dataTypeID === CHAR ? [index] : []));
    for (const index of columns) answer.fields[index].dataTypeID = TEXT;
    const answered = Object.create(adapter, { performIO: { value: async () => answer } });
    const result = await queryRaw.call(answered, query);
    for (const index of columns) {
      result.columnTypes[index] = ColumnTypeEnum.Character;
      for (const row of result.rows) if (row[index] === "") row[index] = "\0";
    }
    return result;
  };
  return adapter;
}

/** `?schema=` is Prisma's own; PostgreSQL's clients do not know it. */
function splitSchema(url) {
  const address = new URL(url);
  const schema = address.searchParams.get("schema") ?? undefined;
  address.searchParams.delete("schema");
  return { address, schema };
}
