import type pg from "pg";
import { systemPool } from "@/server/db/pools";

/** One transaction of the system role: all of it commits, or none (R2). */
export async function systemTransaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await systemPool().connect();
  let broken: unknown;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: unknown) => {
      broken = failure; // the connection is gone: it must not go back to the pool
    });
    throw error;
  } finally {
    client.release(broken !== undefined);
  }
}
