import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { withClient } from "../admin-client";
import { quantile } from "../measure-rate";
import { atMost, type Goal, type Part, type PartContext, type PartResult, rounded } from "../part";
import type { ServerProcess } from "../server-process";
import { type Held, Workloads } from "../workloads";

/** The bundle of slow-engine-worker.ts. */
const SLOW_ENGINE = "bench-slow-engine.mjs";
const SAMPLER = "tpe";

interface Size {
  readonly name: string;
  readonly workers: number;
  readonly trialMs: number;
  /** All have begun by then. */
  readonly spreadMs: number;
  readonly seconds: number;
}
/** The short form has a tenth of the workers and a tenth of the time: as many asks a second. */
const MINUTES = {
  full: { name: "one-minute trials", workers: 500, trialMs: 60_000, spreadMs: 60_000, seconds: 180 },
  short: { name: "six-second trials", workers: 50, trialMs: 6_000, spreadMs: 6_000, seconds: 10 },
};
const SECONDS = {
  full: { name: "one-second trials", workers: 500, trialMs: 1_000, spreadMs: 1_000, seconds: 60 },
  short: { name: "one-second trials", workers: 100, trialMs: 1_000, spreadMs: 1_000, seconds: 20 },
};
const FALLBACK_SHARE_MAX = 0.02;

/** Many workers on one study whose suggestions are dear: who is served by what, and is it said. */
export const crowd: Part = {
  name: "crowd",
  title: "500 workers on one study whose suggestions take 50 ms each",
  how: "One replica with one engine thread. The engine is the product's with `tpe`, but that each suggestion takes 50 ms at least (a sleep: it leaves the processors to the rest). Trials last from half to one and a half of the time given, in real time; workers begin spread over one trial's time and count from then on. *Fallback*: made by another sampler (`origin.fallback`), by a cheaper tier (`origin.tier`), or handed out although results were missing (`origin.behind`).",
  minutes: 9,
  run: measureAll,
};

async function measureAll({ short, say, withServer }: PartContext): Promise<PartResult> {
  const sizes: readonly Size[] = short ? [MINUTES.short, SECONDS.short] : [MINUTES.full, SECONDS.full];
  const found: Found[] = [];
  for (const size of sizes) {
    say(size.name);
    found.push(await withServer((server) => measure(server, size), { engineWorker: SLOW_ENGINE }));
  }
  const [calm, busy] = found;
  if (calm === undefined || busy === undefined) throw new Error("There are two loads.");
  return {
    columns: [
      "trials",
      "workers",
      "trials/s",
      "engine ms a suggestion",
      "fallback %",
      "by",
      "ask p50 ms",
      "ask p99 ms",
    ],
    rows: found.map(rowOf),
    goals: [
      atMost(`${calm.size.name}: share of fallbacks`, {
        found: 100 * shareOf(calm.trials),
        most: 100 * FALLBACK_SHARE_MAX,
        unit: " %",
      }),
      tiersNamed(busy),
    ],
    notes: short ? ["Short: fewer workers with shorter trials, as many asks a second; no figure to quote."] : [],
  };
}

interface Handed {
  readonly trial: Held;
  readonly ms: number;
}

interface Found {
  readonly size: Size;
  readonly trials: readonly Handed[];
  readonly refused: number;
  readonly engineMs: number;
  /** Trials that a cheaper tier made, by the rows of engine calls, and those among them that do not say so. */
  readonly byCheaperTier: number;
  readonly unnamed: number;
}

async function measure(server: ServerProcess, size: Size): Promise<Found> {
  const workloads = await Workloads.open(server, size.workers);
  const study = await workloads.createStudy({ sampler: SAMPLER });
  const trials: Handed[] = [];
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // each worker's pause listens
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  let counts = false;
  const loops = Promise.all(
    Array.from({ length: size.workers }, async (_, client) => {
      await pause((size.spreadMs * client) / size.workers);
      while (!stop.signal.aborted) {
        const began = performance.now();
        // As a client asks that says nothing of it: two seconds.
        const trial = await workloads.ask(client, study, 2);
        if (trial === undefined) throw new Error("An ask gave no trial.");
        if (counts) trials.push({ trial, ms: performance.now() - began });
        await pause(size.trialMs * (0.5 + Math.random()));
        if (!stop.signal.aborted) await workloads.tell(client, trial);
      }
    }),
  );
  try {
    await Promise.race([sleep(size.spreadMs * 1.5), loops]);
    counts = true;
    await Promise.race([sleep(size.seconds * 1_000), loops]);
    counts = false;
    stop.abort();
    // Asks that wait are left: they count no more.
    loops.catch(() => undefined);
    return { size, trials, refused: workloads.refused, ...(await engineFacts(server, { study, trials })) };
  } finally {
    stop.abort();
    workloads.close();
  }
}

const Calls = z.array(z.object({ numbers: z.array(z.int()), took_ms: z.number(), tier: z.string().nullable() }));

/** What the rows of engine calls say of the trials that were handed out. */
async function engineFacts(
  { adminUrl }: ServerProcess,
  { study, trials }: { readonly study: string; readonly trials: readonly Handed[] },
) {
  const { rows } = await withClient(adminUrl, (client) =>
    client.query("select numbers, took_ms, tier from engine_call where study_id = $1 order by called_at", [
      study.replace("std_", ""),
    ]),
  );
  const calls = Calls.parse(rows);
  const own = calls.filter(({ tier }) => tier === "full" || tier === null);
  const tierOf = new Map(
    calls.flatMap(({ numbers, tier }) => numbers.map((number) => [number, tier ?? "full"] as const)),
  );
  const cheaper = trials.filter(({ trial }) => (tierOf.get(trial.number) ?? "full") !== "full");
  return {
    engineMs: sum(own.map(({ took_ms }) => took_ms)) / sum(own.map(({ numbers }) => numbers.length)),
    byCheaperTier: cheaper.length,
    unnamed: cheaper.filter(({ trial }) => trial.origin.tier !== tierOf.get(trial.number)).length,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function kindOf({ trial: { origin } }: Handed): string | undefined {
  if (origin.fallback !== undefined) return "substitute";
  if (typeof origin.tier === "string") return `tier ${origin.tier}`;
  return typeof origin.behind === "number" && origin.behind > 0 ? "behind" : undefined;
}

const shareOf = (trials: readonly Handed[]): number =>
  trials.filter((handed) => kindOf(handed) !== undefined).length / trials.length;

function rowOf({ size, trials, engineMs, refused }: Found): (string | number)[] {
  const ms = trials.map((handed) => handed.ms).sort((left, right) => left - right);
  const kinds = new Map<string, number>();
  for (const kind of trials.flatMap((handed) => kindOf(handed) ?? [])) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const by = [...kinds].map(([kind, many]) => `${kind} ${many}`).join(", ") || "–";
  return [
    size.name,
    size.workers,
    rounded(trials.length / size.seconds),
    rounded(engineMs),
    rounded(100 * shareOf(trials)),
    refused === 0 ? by : `${by}; ${refused} refusals`,
    rounded(quantile(ms, 0.5)),
    rounded(quantile(ms, 0.99)),
  ];
}

/** Under that load a cheaper tier has to serve, and every trial it made has to say so. */
function tiersNamed({ size, byCheaperTier, unnamed }: Found): Goal {
  return {
    what: `${size.name}: trials of a cheaper tier that name it`,
    wanted: "all, and more than none",
    found: `${byCheaperTier - unnamed} of ${byCheaperTier}`,
    reached: byCheaperTier > 0 && unnamed === 0,
  };
}
