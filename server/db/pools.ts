import pg from "pg";
import { processSingleton } from "@/server/kernel/process";

export interface DatabaseUrls {
  readonly app: string;
  readonly system: string;
}

interface Pools {
  readonly urls: DatabaseUrls;
  /** ask, tell, measure, heartbeat: dashboards cannot starve them. */
  readonly hot: pg.Pool;
  /** Prisma: dashboards and the control plane. */
  readonly control: pg.Pool;
  /** Role tellus_system: credential look-ups and jobs. */
  readonly system: pg.Pool;
}

interface Holder {
  current: Pools | undefined;
}

const holder = (): Holder => processSingleton("pools", () => ({ current: undefined }));

/** Opens the process's pools. `onError` hears of idle connections that break; a lost connection is never an uncaught exception (R22). */
export function openPools(urls: DatabaseUrls, onError: (error: Error) => void): void {
  const open = (name: string, url: string, max: number, statementSeconds: number): pg.Pool => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      application_name: `tellus-${name}`,
      connectionTimeoutMillis: 4_000,
      idleTimeoutMillis: 60_000,
      statement_timeout: statementSeconds * 1000,
      lock_timeout: 4_000,
      idle_in_transaction_session_timeout: 10_000,
    });
    pool.on("error", onError);
    pool.on("connect", (client) => client.on("error", onError));
    return pool;
  };
  if (holder().current !== undefined) throw new Error("The pools are open already.");
  holder().current = {
    urls,
    hot: open("hot", urls.app, 10, 5),
    control: open("control", urls.app, 6, 15),
    system: open("system", urls.system, 4, 15),
  };
}

export function pools(): Pools {
  const current = holder().current;
  if (current === undefined) throw new Error("The database pools are not open yet.");
  return current;
}

export const systemPool = (): pg.Pool => pools().system;

export async function closePools(): Promise<void> {
  const current = holder().current;
  holder().current = undefined;
  if (current === undefined) return;
  await Promise.allSettled([current.hot.end(), current.control.end(), current.system.end()]);
}
