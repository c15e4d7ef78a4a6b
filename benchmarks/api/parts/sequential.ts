import { z } from "zod";
import { withClient } from "../admin-client";
import { median, quantile } from "../measure-rate";
import { atMost, type Part, type PartContext, type PartResult, rounded } from "../part";
import type { ServerProcess } from "../server-process";
import { type Held, Workloads } from "../workloads";

const SAMPLERS = ["random", "tpe", "gp"] as const;
const SIZES = { full: { trials: 80, warmUp: 20 }, short: { trials: 8, warmUp: 12 } };
const GOAL_MS = 15;

/** One worker that does nothing between its trials: how long it waits beyond what the engine needs. */
export const sequential: Part = {
  name: "sequential",
  title: "A sequential worker: from its tell to its next trial",
  how: "One worker tells and asks at once, 80 times after 20 that do not count. *Total*: from sending the tell to the answer of the ask, which knows that result. *Engine*: the call that made the trial, as its row says (`engine_call.took_ms`: in the thread and to and from it). *Beyond*: the difference, trial by trial.",
  minutes: 5,
  run: (context) => context.withServer((server) => measureAll(server, context)),
};

interface Turn {
  readonly number: number;
  readonly ms: number;
}

async function measureAll(server: ServerProcess, { short, say }: PartContext): Promise<PartResult> {
  const size = short ? SIZES.short : SIZES.full;
  const workloads = await Workloads.open(server, 1);
  const rows: PartResult["rows"][number][] = [];
  const goals: PartResult["goals"][number][] = [];
  try {
    for (const sampler of SAMPLERS) {
      say(sampler);
      const study = await workloads.createStudy({ sampler });
      const turns = (await work(workloads, study, size.warmUp + size.trials)).slice(size.warmUp);
      const engine = await engineTimes(server, study);
      const total = turns.map(({ ms }) => ms);
      const engineMs = turns.map(({ number }) => engine.get(number) ?? Number.NaN);
      const beyond = turns.map(({ ms }, index) => ms - (engineMs[index] ?? Number.NaN));
      if (beyond.some(Number.isNaN)) throw new Error(`${sampler}: a trial has no engine call.`);
      const p90 = quantile(
        beyond.toSorted((left, right) => left - right),
        0.9,
      );
      rows.push([sampler, ...[median(total), median(engineMs), median(beyond), p90].map(rounded)]);
      goals.push(
        atMost(`${sampler}: median beyond engine time`, { found: median(beyond), most: GOAL_MS, unit: " ms" }),
      );
    }
  } finally {
    workloads.close();
  }
  return { columns: ["sampler", "total ms", "engine ms", "beyond ms", "beyond p90 ms"], rows, goals };
}

async function work(workloads: Workloads, study: string, many: number): Promise<Turn[]> {
  const next = async (): Promise<Held> => {
    const trial = await workloads.ask(0, study);
    if (trial === undefined) throw new Error("An ask gave no trial.");
    return trial;
  };
  const turns: Turn[] = [];
  let trial = await next();
  while (turns.length < many) {
    const began = performance.now();
    await workloads.tell(0, trial);
    trial = await next();
    turns.push({ number: trial.number, ms: performance.now() - began });
  }
  return turns;
}

const Calls = z.array(z.object({ numbers: z.array(z.int()), took_ms: z.number() }));

/** By trial: a suggestion that was rewritten is its last call's. */
async function engineTimes({ adminUrl }: ServerProcess, study: string): Promise<ReadonlyMap<number, number>> {
  const { rows } = await withClient(adminUrl, (client) =>
    client.query("select numbers, took_ms from engine_call where study_id = $1 order by called_at", [
      study.replace("std_", ""),
    ]),
  );
  return new Map(
    Calls.parse(rows).flatMap(({ numbers, took_ms }) => numbers.map((number) => [number, took_ms] as const)),
  );
}
