import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { auditRungs } from "../client/audit-rungs";
import { Crowd, inParallel } from "../client/crowd";
import { insist } from "../client/insist";
import { Asked, type Held, type LoopOptions } from "../client/training-loop";
import type { Figure, FigureContext, FigureFault } from "../figure";
import { SHORTEST_LEASE_S, shortenLeases } from "../fleet/lease-scale";
import { killReplicas } from "./f9-budgets";

const SIZES = {
  full: { studies: 500, workers: 10, trialsMax: 30, atOnce: 16, killEveryMs: 15_000 },
  sample: { studies: 6, workers: 8, trialsMax: 30, atOnce: 3, killEveryMs: 4_000 },
};
const FACTOR = 10;
const ETA = 3;
const RESOURCE = { name: "epoch", min: 1, max: 9 };
const SCHEDULERS = [
  { name: "asha", eta: ETA, resource: RESOURCE },
  { name: "hyperband", eta: ETA, resource: RESOURCE },
];

/** R13: rungs of studies whose workers report in any order while replicas die. */
export const rungs: Figure = {
  id: "F10",
  title:
    "R13 R18 promotions exactly once, legal at their moment, and the log equal to the rows, while replicas are killed",
  target: "500 random Hyperband and ASHA studies: 0 double or illegal promotions, every log equal to its rows",
  minutes: 11,
  inSample: true,
  breakages: [
    {
      kind: "function",
      name: "one promotion in two is written in the log only",
      functionName: "apply_schedule",
      change: { find: "c.kind = 'promoted';", put: "c.kind = 'promoted' and random() < 0.5;" },
      breaks: ["log and rows differ"],
    },
    {
      kind: "server",
      name: "everybody moves on who comes to a rung of asha",
      change: {
        find: /const quota = Math\.floor\(rung\.results\.length \/ eta\);/,
        put: "const quota = rung.results.length;",
      },
      breaks: ["illegal promotion"],
    },
  ],
  run: runRungs,
};

async function runRungs(context: FigureContext) {
  const size = SIZES[context.scale];
  const { stage, random, script } = context;
  await stage.serve({ replicas: 4, database: "ours", ...(script && { script }) });
  const restore = await shortenLeases(stage.cluster, FACTOR);
  const stop = new AbortController();
  const kills = killReplicas(context, size.killEveryMs, stop.signal);
  const crowd = await Crowd.open(context);
  try {
    await inParallel(Array(size.studies).keys(), size.atOnce, async (index) => {
      const maxTrials = 5 + Math.floor(random() * (size.trialsMax - 4));
      const study = await crowd.createStudy({ maxTrials, maxRetries: 2, scheduler: SCHEDULERS[index % 2] ?? {} });
      const loops = Array.from({ length: size.workers }, (_, worker) =>
        work(crowd.loopOptions(`${study} ${worker}`, study)),
      );
      await Promise.all(loops);
    });
    stop.abort();
    const killed = await kills;
    const faults: FigureFault[] = [];
    const counts = { studies: size.studies, "replicas killed": killed, results: 0, promotions: 0, ...crowd.counts };
    for (const study of crowd.studies) {
      const found = await auditRungs(stage.cluster, { study, eta: ETA });
      faults.push(...found.faults);
      counts.results += found.results;
      counts.promotions += found.promotions;
    }
    const reached = `${size.studies} studies, ${counts.results} rung results, ${counts.promotions} promotions, ${killed} replicas killed: ${faults.length} faults`;
    return { reached, counts, faults };
  } finally {
    stop.abort();
    await kills;
    await crowd.close();
    await restore();
  }
}

/** Asks, trains to the target, and tells; or fails, vanishes, or tells what is no number. Ends with the study. */
async function work(options: LoopOptions): Promise<void> {
  for (;;) {
    const body = { wait_seconds: 1, lease_seconds: SHORTEST_LEASE_S };
    const answer = await insist(options, { path: `/studies/${options.study}/ask`, body, key: randomUUID() });
    if (answer.status === 409 && JSON.stringify(answer.body).includes("study_finished")) return;
    if (answer.status === 201) for (const trial of Asked.parse(answer.body).trials) await train(options, trial);
    else await sleep(50 + Math.random() * 100);
  }
}

async function train(options: LoopOptions, { id, attempt }: Held): Promise<void> {
  const luck = Math.random();
  if (luck < 0.05) return; // vanishes
  const failed = { attempt, state: "failed", values: {} };
  const loss = luck < 0.2 ? "NaN" : Math.random();
  await sleep(Math.random() * 30);
  // Half of them report first, as a worker does that watches its verdict.
  if (luck > 0.6)
    await insist(options, {
      path: `/trials/${id}/measurements`,
      body: { attempt, steps: [{ step: 1, values: { loss } }] },
    });
  const body = luck < 0.1 ? failed : { attempt, state: "completed", values: { loss } };
  await insist(options, { path: `/trials/${id}/tell`, body });
}
