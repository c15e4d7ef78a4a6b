import { openCeiling } from "../ceiling";
import { type Cycle, measureRate, median, quantile, type Rate } from "../measure-rate";
import { atLeast, atMost, type Part, type PartContext, type PartResult, rounded } from "../part";
import type { ServerProcess } from "../server-process";
import { Workloads } from "../workloads";

const CONNECTIONS = [1, 16, 64, 256] as const;
const SIZES = { full: { rounds: 5, windowMs: 1_500 }, short: { rounds: 1, windowMs: 500 } };
/** Compiles the hot code of both processes and PostgreSQL's plans before anything counts. */
const WARM_UP_MS = 1_000;
/** Trials made ready ahead of a round, as a multiple of what the fastest round so far used up. */
const HEADROOM = 1.5;
const FIRST_PER_SECOND = 1_500;

const LABELS = {
  ceiling: "bare SQL (the ceiling)",
  tell: "tell",
  ask: "ask, engine included",
  shelf: "ask, trial ready",
  measure: "measurement",
  cycle: "full cycle: ask and tell",
} as const;
type What = keyof typeof LABELS;

/** By `<what> <connections>`, a rate for each round. */
type Figures = Map<string, Rate[]>;

/** Requests a second of single operations and of full cycles, beside the bare statements on the same database. */
export const requests: Part = {
  name: "requests",
  title: "Requests a second, and how long they take",
  how: "Median of the rounds, which take turns; p50 and p99 over all of them. *Bare SQL* finds a token by its hash and inserts a row: two prepared statements and a durable commit on the same database, without any server, through 20 connections at most. *Trial ready*: enqueued beforehand, so that no engine is in the way. *Full cycle*: all clients ask and tell on one study (sampler `random`). After each round of tells the server's count of completed trials must equal the acknowledged ones.",
  minutes: 8,
  run: (context) => context.withServer((server) => measureAll(server, context)),
};

interface Bench {
  readonly workloads: Workloads;
  readonly ceiling: Cycle;
  /** By what and connections: the fastest so far, which says how much to have ready. */
  readonly fastest: Map<string, number>;
}

async function measureAll(server: ServerProcess, { short, say }: PartContext): Promise<PartResult> {
  const { rounds, windowMs } = short ? SIZES.short : SIZES.full;
  const workloads = await Workloads.open(server, Math.max(...CONNECTIONS));
  const ceiling = await openCeiling(server.adminUrl);
  const bench: Bench = { workloads, ceiling: ceiling.cycle, fastest: new Map() };
  const figures: Figures = new Map();
  try {
    await measureRound(bench, { figures: new Map(), clients: 16, windowMs: WARM_UP_MS });
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}`);
      for (const clients of CONNECTIONS) await measureRound(bench, { figures, clients, windowMs });
    }
  } finally {
    workloads.close();
    await ceiling.close();
  }
  return report(figures, workloads.refused);
}

interface Round {
  readonly figures: Figures;
  readonly clients: number;
  readonly windowMs: number;
}

async function measureRound(bench: Bench, { figures, clients, windowMs }: Round): Promise<void> {
  const { workloads, ceiling, fastest } = bench;
  const time = async (what: What, cycle: Cycle): Promise<Rate> => {
    const key = `${what} ${clients}`;
    const rate = await measureRate(cycle, clients, windowMs);
    figures.set(key, [...(figures.get(key) ?? []), rate]);
    fastest.set(key, Math.max(fastest.get(key) ?? 0, rate.perSecond));
    return rate;
  };
  const needed = (what: What): number =>
    Math.ceil(((fastest.get(`${what} ${clients}`) ?? FIRST_PER_SECOND) * HEADROOM * windowMs) / 1000) + clients;
  await time("ceiling", ceiling);
  const tells = await workloads.tells(needed("tell"));
  await tells.confirm((await time("tell", tells.cycle)).count);
  await time("ask", await workloads.asks());
  await time("shelf", await workloads.asksFromShelf(needed("shelf")));
  await time("measure", await workloads.measurements());
  await time("cycle", workloads.cycles(await workloads.createStudy()));
}

function report(figures: Figures, refused: number): PartResult {
  const rows = [...figures].map(([key, rates]) => {
    const [what, clients] = key.split(" ");
    const ms = rates.flatMap((rate) => rate.ms).sort((left, right) => left - right);
    const perSecond = rates.map((rate) => rate.perSecond);
    const range = `${rounded(Math.min(...perSecond))}–${rounded(Math.max(...perSecond))}`;
    const times = [quantile(ms, 0.5), quantile(ms, 0.99)].map(rounded);
    return [LABELS[what as What], Number(clients), rounded(median(perSecond)), range, ...times];
  });
  const order = Object.values(LABELS) as string[];
  rows.sort((left, right) => order.indexOf(String(left[0])) - order.indexOf(String(right[0])));
  const shelf = (figures.get("shelf 64") ?? []).flatMap(({ ms }) => ms).sort((left, right) => left - right);
  const cycles = CONNECTIONS.map((clients) =>
    median((figures.get(`cycle ${clients}`) ?? []).map((rate) => rate.perSecond)),
  );
  return {
    columns: ["what", "connections", "per second", "lowest–highest", "p50 ms", "p99 ms"],
    rows: rows.map((row) => row.map((cell) => cell ?? "")),
    goals: [
      ...[16, 64].map((clients) =>
        atLeast(`tell ÷ bare SQL at ${clients} connections`, { found: ratio(figures, clients), least: 0.4 }),
      ),
      atLeast("full cycles a second on one study, at the best number of connections", {
        found: Math.max(...cycles),
        least: 500,
      }),
      atMost("p99 of an ask whose trial is ready, at 64 connections", {
        found: quantile(shelf, 0.99),
        most: 100,
        unit: " ms",
      }),
    ],
    notes: [`Refused for too much work and tried again: ${refused}.`],
  };
}

/** Round by round, so that what slowed the machine for a moment slowed both; then the median. */
function ratio(figures: Figures, clients: number): number {
  const ceilings = figures.get(`ceiling ${clients}`) ?? [];
  const tells = figures.get(`tell ${clients}`) ?? [];
  return median(tells.map((tell, round) => tell.perSecond / (ceilings[round]?.perSecond ?? Number.NaN)));
}
