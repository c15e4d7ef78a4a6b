import type pg from "pg";
import { systemPool } from "@/server/db/pools";
import { addPerson } from "./new-person";
import { addWorkspace } from "./new-workspace";

interface FirstPerson {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly workspace: string;
  readonly requestId: string;
}

/** Serialises everybody who would be first: the second finds that there is somebody. */
const FIRST_PERSON_LOCK = 7_355_610;

/** Whether nobody has an account yet. */
export async function isEmptyServer(client: pg.ClientBase | pg.Pool = systemPool()): Promise<boolean> {
  const { rows } = await client.query("select 1 from person limit 1");
  return rows.length === 0;
}

/** Waits for whoever else would be first; then says whether nobody is here yet. Holds to the transaction's end. */
export async function lockEmptyServer(client: pg.PoolClient): Promise<boolean> {
  await client.query("select pg_advisory_xact_lock($1)", [FIRST_PERSON_LOCK]);
  return isEmptyServer(client);
}

/** Adds the first person, who owns the first workspace; the set-up code has done its work. */
export async function addFirstPerson(client: pg.PoolClient, first: FirstPerson): Promise<string> {
  const ownerId = await addPerson(client, first);
  const slug = await addWorkspace(client, { name: first.workspace, ownerId, requestId: first.requestId });
  await client.query("delete from set_up_code");
  return slug;
}
