import { existsSync } from "node:fs";
import path from "node:path";
import { type ResolvedDatabase, resolveDatabase } from "./db/connection-urls";
import { migrate } from "./db/migrate";
import { openPools } from "./db/pools";
import { assertRolesSafe } from "./db/role-safety";
import type { Env } from "./env";

interface OpenOptions {
  readonly env: Env;
  readonly log: (message: string) => void;
  /** Hears of connections that break while idle. */
  readonly onConnectionError: (error: Error) => void;
  /** Of a process that answers requests: it refuses what would wait too long, and hears that the database is away or back. */
  readonly serving?: { readonly onAway: (isAway: boolean) => void };
}

/** Finds or starts the database, migrates it, refuses roles that would pass the second wall, and opens the pools. */
export async function openDatabase({ env, log, onConnectionError, serving }: OpenOptions): Promise<ResolvedDatabase> {
  const database = await resolveDatabase({
    databaseUrl: env.databaseUrl,
    directory: path.join(env.dataDirectory, "postgres"),
    log,
  });
  try {
    await migrate({ ownerUrl: database.urls.owner, directory: migrationsDirectory(), log });
    await assertRolesSafe(database.urls.app);
    await assertRolesSafe(database.urls.system);
    openPools(database.urls, onConnectionError, {
      connections: env.databaseConnections,
      sheds: serving !== undefined,
      onAway: serving?.onAway,
    });
    return database;
  } catch (error) {
    await database.embedded?.stop();
    throw error;
  }
}

/** The bundle is run from the checkout; its migrations stay where they are. */
export function migrationsDirectory(): string {
  const directory = path.resolve("prisma/migrations");
  if (!existsSync(directory))
    throw new Error(`${directory} is missing. Start Tellus in the folder of its package.json.`);
  return directory;
}
