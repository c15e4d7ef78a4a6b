import { realpath } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { readPostmasterFile } from "./postmaster-file";

/** Any constant of ours will do; it is taken in the maintenance database `postgres`, where nothing else takes locks. */
const CLAIM_KEY = 7_355_608;
const WRONG_PASSWORD = "28P01";
const CANNOT_CONNECT_NOW = "57P03";

export interface ClusterClaim {
  readonly port: number;
  /** Settles when the connection is gone: the server died, was stopped, or the claim was given up. */
  readonly lost: Promise<void>;
  isAlive(): Promise<boolean>;
  /** Gives the claim up; true means nobody else holds one, and nobody can get one before the connection ends. */
  giveUp(): Promise<boolean>;
  end(): Promise<void>;
}

/**
 * Says "this process uses the cluster" by a shared advisory lock on a connection of its own. The count of users is thus
 * kept by PostgreSQL, and a killed process cannot leave a wrong one behind. Returns undefined when no server of this
 * data directory answers, "starting" while one recovers or shuts down; throws when it refuses our password.
 */
export async function claimCluster(options: {
  readonly dataDirectory: string;
  readonly password: string;
}): Promise<ClusterClaim | "starting" | undefined> {
  const { dataDirectory, password } = options;
  const held = await readPostmasterFile(dataDirectory);
  if (!held?.port) return undefined;
  const client = adminClient(held.port, password);
  const lost = new Promise<void>((resolve) => client.once("end", resolve));
  // Without a listener a lost connection would end the process; `lost` tells whoever watches.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ directory: string }>("SELECT current_setting('data_directory') AS directory");
    if ((await realpath(rows[0]?.directory ?? "/")) !== (await realpath(dataDirectory))) {
      await client.end();
      return undefined;
    }
    await client.query("SELECT pg_advisory_lock_shared($1)", [CLAIM_KEY]);
  } catch (error) {
    await client.end().catch(() => undefined);
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code !== WRONG_PASSWORD && code !== CANNOT_CONNECT_NOW) return undefined;
    if (!(await isOurServer(dataDirectory, held.pid))) return undefined;
    if (code === WRONG_PASSWORD) throw error;
    return "starting";
  }
  return { port: held.port, lost, ...claimMethods(client) };
}

function claimMethods(client: pg.Client): Omit<ClusterClaim, "port" | "lost"> {
  return {
    isAlive: () =>
      client.query("SELECT 1").then(
        () => true,
        () => false,
      ),
    giveUp: async () => {
      await client.query("SELECT pg_advisory_unlock_shared($1)", [CLAIM_KEY]);
      const sql = "SELECT pg_try_advisory_lock($1) AS alone";
      const { rows } = await client.query<{ alone: boolean }>(sql, [CLAIM_KEY]);
      return rows[0]?.alone === true;
    },
    end: () => client.end().catch(() => undefined),
  };
}

function adminClient(port: number, password: string): pg.Client {
  return new pg.Client({
    host: "127.0.0.1",
    port,
    user: "tellus_admin",
    password,
    database: "postgres",
    application_name: "tellus-claim",
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
}

/** A stranger's server on a remembered port also refuses our password: only one that works in our folder is ours. */
async function isOurServer(dataDirectory: string, pid: number): Promise<boolean> {
  if (process.platform !== "linux") return true;
  const folder = await realpath(path.join("/proc", String(pid), "cwd")).catch(() => undefined);
  return folder === (await realpath(dataDirectory));
}
