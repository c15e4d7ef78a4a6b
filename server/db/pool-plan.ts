export type PoolName = "hot" | "ask" | "engine" | "control" | "auth" | "system";

export interface PoolPlan {
  readonly name: PoolName;
  readonly role: "app" | "system";
  readonly connections: number;
  /** More do not wait. */
  readonly waitingMax: number;
  /** Who would wait longer is refused, where the process sheds load. */
  readonly waitMsMax: number | undefined;
  readonly statementMs: number;
  readonly lockMs: number;
}

type Kind = Omit<PoolPlan, "connections"> & {
  readonly connectionsMin: number;
  /** Of the connections beyond the least. */
  readonly share: number;
};

/** In the order in which work outlives other work (R23). Statement limits lie below the limit of whoever waits for them. */
const KINDS: readonly Kind[] = [
  // tell, measure, heartbeat, release
  {
    name: "hot",
    role: "app",
    connectionsMin: 5,
    share: 0.35,
    waitingMax: 512,
    waitMsMax: 3_000,
    statementMs: 5_000,
    lockMs: 2_000,
  },
  // ask
  {
    name: "ask",
    role: "app",
    connectionsMin: 4,
    share: 0.25,
    waitingMax: 512,
    waitMsMax: 2_000,
    statementMs: 5_000,
    lockMs: 2_000,
  },
  // Snapshots and new suggestions: an ask that waits for them must not hold what they need.
  {
    name: "engine",
    role: "app",
    connectionsMin: 2,
    share: 0.1,
    waitingMax: 10_000,
    waitMsMax: undefined,
    statementMs: 15_000,
    lockMs: 2_000,
  },
  // Prisma: pages, and what of the API is no data plane
  {
    name: "control",
    role: "app",
    connectionsMin: 4,
    share: 0.2,
    waitingMax: 128,
    waitMsMax: 2_000,
    statementMs: 15_000,
    lockMs: 4_000,
  },
  // tellus_system: credential look-ups, sessions, accounts
  {
    name: "auth",
    role: "system",
    connectionsMin: 3,
    share: 0.1,
    waitingMax: 512,
    waitMsMax: 2_000,
    statementMs: 5_000,
    lockMs: 2_000,
  },
  // tellus_system: jobs. Nobody waits for them.
  {
    name: "system",
    role: "system",
    connectionsMin: 3,
    share: 0,
    waitingMax: 10_000,
    waitMsMax: undefined,
    statementMs: 60_000,
    lockMs: 4_000,
  },
];

/** One connection more looks whether the database is there, and one listens for notices. */
const BESIDE = 2;

/** Fewer would leave a kind of work without a connection that it can count on. */
export const CONNECTIONS_MIN = KINDS.reduce((sum, { connectionsMin }) => sum + connectionsMin, BESIDE);

export function poolPlan(connections: number = CONNECTIONS_MIN): readonly PoolPlan[] {
  const spare = Math.max(0, connections - CONNECTIONS_MIN);
  return KINDS.map(({ connectionsMin, share, ...kind }) => ({
    ...kind,
    connections: connectionsMin + Math.floor(spare * share + 1e-9), // 0.35 × 20 is a little less than 7
  }));
}
