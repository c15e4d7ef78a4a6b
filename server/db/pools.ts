import pg from "pg";
import { processSingleton } from "@/server/kernel/process";
import { Breaker } from "./breaker";
import { GatedPool } from "./gated-pool";
import { type PoolName, type PoolPlan, poolPlan } from "./pool-plan";

export interface DatabaseUrls {
  readonly app: string;
  readonly system: string;
}

export interface PoolOptions {
  /** Connections of all pools together; see docs/operations. */
  readonly connections?: number | undefined;
  /** Refuse what would wait too long. Off for command lines and tests, which have nobody to try again for them. */
  readonly sheds?: boolean | undefined;
  /** Hears that the database is away, and that it is back. */
  readonly onAway?: ((isAway: boolean) => void) | undefined;
}

/** One for each kind of work, so that none can take another's connections (R23). */
type Pools = Readonly<Record<PoolName, GatedPool>> & {
  readonly urls: DatabaseUrls;
  readonly breaker: Breaker;
};

interface Holder {
  current: Pools | undefined;
  probe: pg.Pool | undefined;
}

const holder = (): Holder => processSingleton("pools", () => ({ current: undefined, probe: undefined }));

/** Opens the process's pools. `onError` hears of idle connections that break; a lost connection is never an uncaught exception (R22). */
export function openPools(urls: DatabaseUrls, onError: (error: Error) => void, options: PoolOptions = {}): void {
  if (holder().current !== undefined) throw new Error("The pools are open already.");
  const plans = poolPlan(options.connections);
  const probe = heard(probePool(urls), onError);
  // The pools keep it: a connection may come back after they were closed.
  const breaker = new Breaker({
    probe: () => probe.query("select 1"),
    onChange: (isAway) => {
      if (isAway) for (const { name } of plans) opened[name].sever();
      options.onAway?.(isAway);
    },
  });
  const open = ({ name, role, ...plan }: PoolPlan): GatedPool =>
    heard(
      new GatedPool({
        ...connectionOptions({ name, url: urls[role], statementMs: plan.statementMs, lockMs: plan.lockMs }),
        gate: {
          places: plan.connections,
          waitingMax: plan.waitingMax,
          waitMsMax: options.sheds ? plan.waitMsMax : undefined,
        },
        breaker,
      }),
      onError,
    );
  const opened = Object.fromEntries(plans.map((plan) => [plan.name, open(plan)])) as Record<PoolName, GatedPool>; // a plan for each name
  holder().probe = probe;
  holder().current = { ...opened, urls, breaker };
}

/** Longer than any answer of a database that is there takes; two of them stay below the five seconds of R21. */
const PROBE_MS = 1_250;

/** A connection that nothing else uses: neither `/readyz` nor the breaker waits behind anybody's work. */
function probePool(urls: DatabaseUrls): pg.Pool {
  return new pg.Pool({
    ...connectionOptions({ name: "health", url: urls.app, statementMs: PROBE_MS, lockMs: PROBE_MS }),
    max: 1,
    connectionTimeoutMillis: PROBE_MS,
    query_timeout: PROBE_MS,
  });
}

interface Connection {
  readonly name: string;
  readonly url: string;
  readonly statementMs: number;
  readonly lockMs: number;
}

function connectionOptions({ name, url, statementMs, lockMs }: Connection): pg.PoolConfig {
  return {
    connectionString: url,
    application_name: `tellus-${name}`,
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: statementMs,
    // For a connection that went silent: no timeout of the server's ends what its answer cannot reach.
    query_timeout: statementMs + 1_000,
    lock_timeout: lockMs,
    idle_in_transaction_session_timeout: 10_000,
  };
}

function heard<Pool extends pg.Pool>(pool: Pool, onError: (error: Error) => void): Pool {
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", onError));
  return pool;
}

export function pools(): Pools {
  const current = holder().current;
  if (current === undefined) throw new Error("The database pools are not open yet.");
  return current;
}

/** Credential look-ups and what people do with their accounts. */
export const systemPool = (): pg.Pool => pools().auth;

/** Whether the database answers, asked on a connection of its own. */
export async function isDatabaseThere(): Promise<boolean> {
  const { current, probe } = holder();
  if (current === undefined || probe === undefined || current.breaker.isOpen) return false;
  return (await probe.query("select 1")).rowCount === 1;
}

export async function closePools(): Promise<void> {
  const { current, probe } = holder();
  holder().current = undefined;
  holder().probe = undefined;
  if (current === undefined) return;
  current.breaker.stop();
  const all = poolPlan().map(({ name }) => current[name]);
  await Promise.allSettled([...all, ...(probe === undefined ? [] : [probe])].map((pool) => pool.end()));
}
