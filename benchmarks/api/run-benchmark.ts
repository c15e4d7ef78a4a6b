import { once } from "node:events";
import { appendFile, mkdir } from "node:fs/promises";
import { measureRate, type Rate } from "./measure-rate";
import { openReference, type Reference } from "./reference";
import { type Figures, report } from "./report";
import { startServerProcess } from "./server-process";
import { Workloads } from "./workloads";

const CONNECTIONS = [1, 16] as const;
const CLIENTS_MAX = 16;
const ROUNDS_MIN = 3;
const ROUNDS_MAX = 7;
/** No further round begins after this, so that a slow or busy machine ends within a minute too. */
const BEGIN_UNTIL_MS = 40_000;
const WINDOW_MS = 700;
/** Compiles the hot code of both processes and PostgreSQL's plans before anything counts. */
const WARM_UP_MS = 1000;
/** Trials asked ahead of a round of tells, as a multiple of the fastest round so far. */
const HEADROOM = 1.5;
const FIRST_TELLS_PER_SECOND = 800;
const RESULTS_FILE = ".build/bench-api.jsonl";

/** Requests a second over HTTP beside the bare statements on the same database, in rounds that take turns. */
export async function runBenchmark(): Promise<void> {
  console.log("Starting a server and a database of its own …");
  const server = await startServerProcess();
  const interrupted = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]).then(() => {
    throw new Error("Interrupted.");
  });
  try {
    await Promise.race([measureAll(server), interrupted]);
  } finally {
    interrupted.catch(() => undefined);
    await server.stop();
  }
}

type Server = Awaited<ReturnType<typeof startServerProcess>>;

async function measureAll(server: Server): Promise<void> {
  const workloads = await Workloads.open({ ...server, clients: CLIENTS_MAX });
  const reference = await openReference(server.adminUrl, CLIENTS_MAX);
  const figures: Figures = new Map();
  const shared = { workloads, reference, tellsPerSecondMax: new Map<number, number>() };
  const started = performance.now();
  let rounds = 0;
  try {
    console.log("Warming up …");
    await measureRound({ ...shared, figures: new Map(), clients: CLIENTS_MAX, windowMs: WARM_UP_MS });
    while (rounds < ROUNDS_MIN || (rounds < ROUNDS_MAX && performance.now() - started < BEGIN_UNTIL_MS)) {
      rounds += 1;
      console.log(`Round ${rounds} …`);
      for (const clients of CONNECTIONS) await measureRound({ ...shared, figures, clients, windowMs: WINDOW_MS });
    }
  } finally {
    workloads.close();
    await reference.close();
  }
  const { text, line } = report(figures, { postgres: server.postgres, windowMs: WINDOW_MS, rounds });
  console.log(text);
  await mkdir(".build", { recursive: true });
  await appendFile(RESULTS_FILE, `${JSON.stringify(line)}\n`);
  console.log(`Appended to ${RESULTS_FILE}.`);
}

interface Round {
  readonly workloads: Workloads;
  readonly reference: Reference;
  readonly figures: Figures;
  /** By number of connections: how many trials to have ready. */
  readonly tellsPerSecondMax: Map<number, number>;
  readonly clients: number;
  readonly windowMs: number;
}

async function measureRound(round: Round): Promise<void> {
  const { workloads, reference, figures, clients, windowMs } = round;
  const note = (name: string, { perSecond }: Rate): void => {
    const key = `${name} ${clients}`;
    figures.set(key, [...(figures.get(key) ?? []), perSecond]);
  };
  note("reference", await measureRate(reference.cycle, clients, windowMs));
  note("tell", await measureTells(round));
  note("ask", await measureRate(await workloads.ask(), clients, windowMs));
  note("measure", await measureRate(await workloads.measure(), clients, windowMs));
}

async function measureTells({ workloads, tellsPerSecondMax, clients, windowMs }: Round): Promise<Rate> {
  const expected = tellsPerSecondMax.get(clients) ?? FIRST_TELLS_PER_SECOND;
  const { cycle, confirm } = await workloads.tell(Math.ceil((expected * HEADROOM * windowMs) / 1000));
  const rate = await measureRate(cycle, clients, windowMs);
  await confirm(rate.count);
  tellsPerSecondMax.set(clients, Math.max(tellsPerSecondMax.get(clients) ?? 0, rate.perSecond));
  return rate;
}
