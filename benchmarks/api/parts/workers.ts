import { setTimeout as sleep } from "node:timers/promises";
import { quantile } from "../measure-rate";
import { atMost, type Part, type PartContext, type PartResult, rounded } from "../part";
import type { ServerProcess } from "../server-process";
import { Workloads } from "../workloads";

const SIZES = {
  full: { workers: 1_000, studies: 50, cycleMs: 10_000, seconds: 120 },
  short: { workers: 100, studies: 10, cycleMs: 4_000, seconds: 8 },
};
const REPORTS = 3;
const PAUSES = REPORTS + 2;
const ASK_P99_MS = 500;
const TELL_P99_MS = 300;

/** Workers that think: as many connections as workers, most of them silent most of the time. */
export const workers: Part = {
  name: "workers",
  title: "1,000 workers with think time",
  how: "Each has a connection of its own and a cycle of ten seconds on average (5 to 15): ask, three measurements, a heartbeat, tell; 20 workers on each of 50 studies, one replica, two minutes after all have begun.",
  minutes: 5,
  run: (context) => context.withServer((server) => measureAll(server, context)),
};

/** Milliseconds by operation, of what ends while it counts. */
class Times {
  counts = false;
  readonly ms = new Map<string, number[]>();

  async time<Result>(what: string, work: Promise<Result>): Promise<Result> {
    const began = performance.now();
    const result = await work;
    if (!this.counts) return result;
    const list = this.ms.get(what);
    if (list === undefined) this.ms.set(what, [performance.now() - began]);
    else list.push(performance.now() - began);
    return result;
  }
}

interface Worker {
  readonly workloads: Workloads;
  readonly times: Times;
  readonly client: number;
  readonly study: string;
  readonly cycleMs: number;
}

async function measureAll(server: ServerProcess, { short, say }: PartContext): Promise<PartResult> {
  const size = short ? SIZES.short : SIZES.full;
  const workloads = await Workloads.open(server, size.workers);
  const times = new Times();
  let ends = false;
  try {
    const studies: string[] = [];
    for (let index = 0; index < size.studies; index += 1) studies.push(await workloads.createStudy());
    const loops = Promise.all(
      Array.from({ length: size.workers }, async (_, client) => {
        // Their beginnings are spread over a cycle, as workers of a cluster begin.
        await sleep((size.cycleMs * client) / size.workers);
        const worker = {
          workloads,
          times,
          client,
          study: studies[client % studies.length] ?? "",
          cycleMs: size.cycleMs,
        };
        while (!ends) await cycle(worker);
      }),
    );
    await Promise.race([sleep(size.cycleMs * 1.2), loops]);
    say(`${size.workers} workers are at work`);
    workloads.refused = 0;
    times.counts = true;
    await Promise.race([sleep(size.seconds * 1_000), loops]);
    times.counts = false;
    ends = true;
    // Their last trials are left: under too much work it would take minutes to tell them all.
    loops.catch(() => undefined);
    return report(times, { ...size, refused: workloads.refused });
  } finally {
    ends = true;
    workloads.close();
  }
}

async function cycle({ workloads, times, client, study, cycleMs }: Worker): Promise<void> {
  const pauseMs = (cycleMs / PAUSES) * (0.5 + Math.random());
  const trial = await times.time("ask", workloads.ask(client, study));
  if (trial === undefined) throw new Error("An ask gave no trial.");
  for (let step = 1; step <= REPORTS; step += 1) {
    await sleep(pauseMs);
    await times.time("measurement", workloads.measure(client, trial, step));
  }
  await sleep(pauseMs);
  await times.time("heartbeat", workloads.heartbeat(client, trial));
  await sleep(pauseMs);
  await times.time("tell", workloads.tell(client, trial));
}

interface Measured {
  readonly seconds: number;
  readonly refused: number;
}

function report({ ms }: Times, { seconds, refused }: Measured): PartResult {
  const sorted = new Map([...ms].map(([what, list]) => [what, list.toSorted((left, right) => left - right)]));
  const p99 = (what: string): number => quantile(sorted.get(what) ?? [], 0.99);
  const all = [...sorted.values()].reduce((sum, list) => sum + list.length, 0);
  return {
    columns: ["operation", "per second", "p50 ms", "p99 ms"],
    rows: [...sorted].map(([what, list]) => [
      what,
      ...[list.length / seconds, quantile(list, 0.5), quantile(list, 0.99)].map(rounded),
    ]),
    goals: [
      atMost("p99 of asks", { found: p99("ask"), most: ASK_P99_MS, unit: " ms" }),
      atMost("p99 of tells", { found: p99("tell"), most: TELL_P99_MS, unit: " ms" }),
    ],
    notes: [
      `${rounded(all / seconds)} requests a second in all; ${refused} were refused for too much work and tried again.`,
    ],
  };
}
