import { setTimeout as sleep } from "node:timers/promises";
import { audit } from "../client/audit";
import { Crowd, inParallel } from "../client/crowd";
import { trainingLoop } from "../client/training-loop";
import type { Figure, FigureContext, FigureFault } from "../figure";
import { SHORTEST_LEASE_S, shortenLeases } from "../fleet/lease-scale";

const SIZES = {
  full: { studies: 200, workers: 100, budgetMax: 500, atOnce: 10, killEveryMs: 8_000 },
  sample: { studies: 12, workers: 100, budgetMax: 150, atOnce: 6, killEveryMs: 3_000 },
};
const FACTOR = 10;

/** R12, R14: not one trial too many and not one too few, whoever asks where and whoever dies. */
export const budgets: Figure = {
  id: "F9",
  title: "R12 R14 budgets and parallel caps with 100 workers on 4 replicas while workers and replicas are killed",
  target: "200 studies of 1 to 500 trials: overshoot 0, shortfall 0",
  minutes: 9,
  inSample: true,
  breakages: [
    {
      kind: "function",
      name: "one mint in five is not counted",
      functionName: "mint_trials",
      change: {
        find: "budget_used = budget_used + room",
        put: "budget_used = budget_used + case when random() < 0.2 then 0 else room end",
      },
      breaks: ["over budget"],
    },
    {
      kind: "function",
      name: "a claim takes no parallel slot",
      functionName: "claim_trials",
      change: { find: /s\.max_parallel is not null|s\.max_parallel is null/i, put: "false" },
      breaks: ["over the cap"],
    },
  ],
  run: runBudgets,
};

async function runBudgets(context: FigureContext) {
  const size = SIZES[context.scale];
  const { stage, random, script } = context;
  await stage.serve({ replicas: 4, database: "ours", ...(script && { script }) });
  const restore = await shortenLeases(stage.cluster, FACTOR);
  const stop = new AbortController();
  const kills = killReplicas(context, size.killEveryMs, stop.signal);
  const faults: FigureFault[] = [];
  try {
    const crowd = await Crowd.open(context);
    let budget = 0;
    await inParallel(Array(size.studies).keys(), size.atOnce, async (index) => {
      // As many small ones as large ones: what goes wrong at the end of a budget goes wrong often then.
      const maxTrials = Math.max(1, Math.round(size.budgetMax ** random()));
      budget += maxTrials;
      const maxParallel = index % 4 === 3 ? 3 : undefined;
      const study = await crowd.createStudy({ maxTrials, maxRetries: 100, ...(maxParallel && { maxParallel }) });
      const watch = maxParallel === undefined ? undefined : watchCap(context, { study, maxParallel, faults });
      const workers = Array.from({ length: Math.ceil(size.workers / size.atOnce) }, (_, worker) =>
        trainingLoop(
          crowd.loopOptions(`${study} ${worker}`, study, { leaseSeconds: SHORTEST_LEASE_S, dropShare: 0.05 }),
        ),
      );
      await Promise.all(workers);
      await watch?.();
    });
    stop.abort();
    const killed = await kills;
    const entries = await crowd.close();
    faults.push(...(await audit({ cluster: stage.cluster, entries, studies: crowd.studies, complete: true })));
    const dropped = entries.filter(({ kind }) => kind === "dropped").length;
    return {
      reached: `${size.studies} studies with ${budget} trials together, ${killed} replicas and ${dropped} workers killed: ${faults.length} faults`,
      counts: {
        studies: size.studies,
        trials: budget,
        "replicas killed": killed,
        "workers killed": dropped,
        ...crowd.counts,
      },
      faults,
    };
  } finally {
    stop.abort();
    await kills;
    await restore();
  }
}

/** One replica after the other, and up again. How many it were. */
export function killReplicas(context: Killing, everyMs: number, stop: AbortSignal): Promise<number> {
  const kills = killUntil(context, everyMs, stop);
  // A figure that is late is left where it is and awaits nothing more: what happens to it then ends nobody else.
  kills.catch(() => undefined);
  return kills;
}

type Killing = Pick<FigureContext, "stage" | "random">;

async function killUntil({ stage, random }: Killing, everyMs: number, stop: AbortSignal): Promise<number> {
  let killed = 0;
  while (!stop.aborted) {
    await sleep(everyMs * (0.5 + random()), undefined, { signal: stop }).catch(() => undefined);
    const victim = stage.replicas[Math.floor(random() * stage.replicas.length)];
    if (stop.aborted || victim === undefined) break;
    await victim.kill();
    killed += 1;
    await victim.start();
  }
  return killed;
}

interface Capped {
  readonly study: string;
  readonly maxParallel: number;
  readonly faults: FigureFault[];
}

/** Looks again and again how many run; the returned function ends that. */
function watchCap({ stage }: FigureContext, { study, maxParallel, faults }: Capped): () => Promise<void> {
  const stop = new AbortController();
  const watching = stage.cluster.withClient(async (client) => {
    while (!stop.signal.aborted) {
      const { rows } = await client.query<{ running: number }>(
        "select count(*)::int as running from trial where study_id = $1 and state = 'running'",
        [study.replace("std_", "")],
      );
      const running = rows[0]?.running ?? 0;
      if (running > maxParallel)
        faults.push({ rule: "over the cap", detail: `${study}: ${running} of ${maxParallel} run` });
      await sleep(50, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  });
  return async () => {
    stop.abort();
    await watching;
  };
}
