import pg from "pg";
import type { CatalogTable } from "./schema-catalog";

export interface Tighten {
  /** Builds the indexes again and checks every reference. */
  readonly indexes: () => Promise<void>;
  /** Triggers and forced row-level security hold again. */
  readonly rules: () => Promise<void>;
}

/**
 * Within the caller's transaction, lets rows be loaded as they were: the owner passes row-level security, no trigger
 * judges how a row came about, and references and secondary indexes are made afterwards in one go, which is quicker than
 * row by row and checks them all. A rollback brings everything back.
 */
export async function relaxTables(client: pg.Client, tables: readonly CatalogTable[]): Promise<Tighten> {
  for (const { name } of tables) {
    await client.query(
      `ALTER TABLE public.${pg.escapeIdentifier(name)} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER`,
    );
  }
  const references = await read(client, REFERENCES);
  const indexes = await read(client, INDEXES);
  for (const { drop } of [...references, ...indexes]) await client.query(drop);
  return {
    async indexes() {
      for (const { create } of [...indexes, ...references]) await client.query(create);
    },
    async rules() {
      for (const { name, forcesRowSecurity } of tables) {
        const force = forcesRowSecurity ? ", FORCE ROW LEVEL SECURITY" : "";
        await client.query(`ALTER TABLE public.${pg.escapeIdentifier(name)} ENABLE TRIGGER USER${force}`);
      }
    },
  };
}

interface Remade {
  readonly drop: string;
  readonly create: string;
}

async function read(client: pg.Client, sql: string): Promise<readonly Remade[]> {
  return (await client.query<Remade>(sql)).rows;
}

const REFERENCES = `
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS create
  FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0`;

/** All but those of constraints; a partition's go and come with its parent's. */
const INDEXES = `
SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS drop, pg_get_indexdef(i.indexrelid) AS create
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
   AND NOT EXISTS (SELECT FROM pg_constraint con WHERE con.conindid = i.indexrelid)`;
