import { busy } from "@/server/kernel/unexpected";

/** Kinds of requests, in the order in which they outlive each other (R23). Health checks are always answered. */
export const loadClasses = ["report", "ask", "control", "page"] as const;
/** report: tells, measurements, heartbeats · ask · control: everything else of the API · page: the dashboard and its calls */
export type LoadClass = (typeof loadClasses)[number];

/** What there is too much of, at this moment. */
export interface Pressure {
  /** How late this process gets to anything, in milliseconds. */
  readonly loopLagMs: number;
  /** How long a request of that kind would wait for a connection, in milliseconds. */
  readonly waitMs: Readonly<Record<"report" | "ask" | "control", number>>;
}

interface Limits {
  /** Requests at work or waiting, each with its memory. */
  readonly inFlight: number;
  readonly loopLagMs: number;
  /** By what its own kind, or one that must outlive it, would wait. */
  readonly waitMs: Readonly<Partial<Record<keyof Pressure["waitMs"], number>>>;
}

/** Each line is refused before the one above it, by every measure there is. Asks wait long and cost little meanwhile. */
const LIMITS: Readonly<Record<LoadClass, Limits>> = {
  report: { inFlight: 4_000, loopLagMs: 2_000, waitMs: { report: 3_000 } },
  ask: { inFlight: 4_000, loopLagMs: 400, waitMs: { report: 1_000, ask: 2_000 } },
  control: { inFlight: 400, loopLagMs: 250, waitMs: { report: 700, ask: 1_500, control: 2_000 } },
  page: { inFlight: 200, loopLagMs: 180, waitMs: { report: 500, ask: 1_200, control: 1_000 } },
};

/**
 * With fewer requests under way, waiting asks included, lateness is taken for the work of others on the machine, whom no refusal
 * helps. Not certain: seven pages that each compute for a second are let in all the same.
 */
const BUSY_FROM = 8;

/** Lets a request in, or throws the refusal; who was let in calls what it is given when it is answered. */
export type Admit = (loadClass: LoadClass) => () => void;

/**
 * The door of the process: decides before anything is read of a request, so that a refusal costs next to nothing. Each kind
 * is counted by itself, and gives way to those that must outlive it.
 */
export function makeAdmission(pressure: () => Pressure, onRefusal: (loadClass: LoadClass) => void = () => {}): Admit {
  const inFlight: Record<LoadClass, number> = { report: 0, ask: 0, control: 0, page: 0 };
  return (loadClass) => {
    const { loopLagMs, waitMs } = pressure();
    const isBusy = loadClasses.reduce((sum, name) => sum + inFlight[name], 0) >= BUSY_FROM;
    const lateMs = isBusy ? loopLagMs : 0;
    if (!hasRoom(LIMITS[loadClass], inFlight[loadClass], { loopLagMs: lateMs, waitMs })) {
      onRefusal(loadClass);
      throw busy();
    }
    inFlight[loadClass] += 1;
    let isIn = true;
    return () => {
      if (isIn) inFlight[loadClass] -= 1;
      isIn = false;
    };
  };
}

function hasRoom(limits: Limits, inFlight: number, { loopLagMs, waitMs }: Pressure): boolean {
  if (inFlight >= limits.inFlight || loopLagMs > limits.loopLagMs) return false;
  return Object.entries(limits.waitMs).every(([kind, limit]) => waitMs[kind as keyof Pressure["waitMs"]] <= limit); // keys of that very type
}
