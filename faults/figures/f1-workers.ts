import { setTimeout as sleep } from "node:timers/promises";
import { audit } from "../client/audit";
import { Crowd } from "../client/crowd";
import { Latencies } from "../client/latencies";
import { trainingLoop } from "../client/training-loop";
import type { Figure, FigureContext, FigureFault } from "../figure";

const SIZES = {
  full: { workers: 1_000, studies: 50, minutes: 10, cycleMs: 10_000, sessionsKilled: 5_000 },
  sample: { workers: 60, studies: 6, minutes: 0.25, cycleMs: 2_000, sessionsKilled: 60 },
};
/** F5 needs its sessions ended, not as long as F1. */
const MINUTES_OF_SESSIONS = 5;
const REPORTS = 3;
const BEGIN_CYCLES = 2;
const ASK_P99_MS = 500;
const TELL_P99_MS = 300;

/** Many workers at once, each with a connection and a pace of its own. */
export const workers: Figure = {
  id: "F1",
  title:
    "R23 1,000 workers on 50 studies and two replicas, each asking, reporting three times, beating and telling in 10 s",
  target: "10 minutes, p99 of asks below 500 ms, of tells below 300 ms; no errors but 429 and 503",
  minutes: 12,
  inSample: false,
  breakages: [
    {
      kind: "function",
      name: "every claim takes a second",
      functionName: "claim_trials",
      change: { find: /begin/i, put: "begin\n  perform pg_sleep(1);" },
      breaks: ["slow"],
    },
  ],
  run: (context) => runWorkers(context, { killSessions: false }),
};

/** R22: a session that PostgreSQL ends is a 503 at most, and never the end of a process. */
export const sessionsKilled: Figure = {
  id: "F5",
  title: "R1 R22 database sessions ended while F1 runs",
  target: "5,000 sessions ended: no 5xx but 503, no process ends, nothing lost",
  minutes: 7,
  inSample: false,
  breakages: [
    {
      kind: "server",
      name: "a broken connection is an internal error",
      change: { find: /if \(isUnavailable\(error\d*\)\)/, put: "if (false)" },
      breaks: ["error"],
    },
  ],
  run: (context) => runWorkers(context, { killSessions: true }),
};

async function runWorkers(context: FigureContext, { killSessions }: { readonly killSessions: boolean }) {
  const { stage, scale, script } = context;
  const size = SIZES[scale];
  const replicas = await stage.serve({ replicas: 2, database: "ours", ...(script && { script }) });
  const pids = replicas.map(({ pid }) => pid);
  const crowd = await Crowd.open(context);
  const latencies = new Latencies();
  const stop = new AbortController();
  const studies: string[] = [];
  for (let index = 0; index < size.studies; index += 1) studies.push(await crowd.createStudy({ maxTrials: 1_000_000 }));
  const loops = Array.from({ length: size.workers }, async (_, index) => {
    // Their beginnings are spread over two cycles, as workers of a cluster begin.
    await sleep((size.cycleMs * BEGIN_CYCLES * index) / size.workers);
    const study = studies[index % studies.length] ?? "";
    const pace = { steps: REPORTS, thinkMs: size.cycleMs / REPORTS, stop: stop.signal, onAnswer: latencies.note };
    await trainingLoop(crowd.loopOptions(`worker ${index}`, study, { ...pace, beats: true }));
  });
  // A server that was started a moment ago answers at full speed only once it has run for a while.
  await sleep(size.cycleMs * BEGIN_CYCLES * 1.5);
  latencies.clear();
  const minutes = killSessions ? Math.min(size.minutes, MINUTES_OF_SESSIONS) : size.minutes;
  const lengthMs = minutes * 60_000;
  const killed = killSessions ? endSessions(context, size.sessionsKilled, lengthMs) : Promise.resolve(0);
  await Promise.race([sleep(lengthMs), Promise.all(loops)]);
  stop.abort();
  await Promise.all(loops);
  const faults: FigureFault[] = errors(crowd);
  if (replicas.some(({ pid, isRunning }, index) => !isRunning || pid !== pids[index]))
    faults.push({ rule: "restarted", detail: "a replica ended" });
  const [ask, tell] = [latencies.quantile("ask", 0.99), latencies.quantile("tell", 0.99)];
  // What broken sessions cost in time is not F5's matter.
  if (!killSessions && ask > ASK_P99_MS) faults.push({ rule: "slow", detail: `asks: p99 ${ask} ms` });
  if (!killSessions && tell > TELL_P99_MS) faults.push({ rule: "slow", detail: `tells: p99 ${tell} ms` });
  const ended = await killed;
  const entries = await crowd.close();
  faults.push(...(await audit({ cluster: stage.cluster, entries, studies, complete: false })));
  return {
    reached: `${size.workers} workers for ${minutes} min, ${crowd.told} results, ${ended} sessions ended; p99 of asks ${ask} ms, of tells ${tell} ms: ${faults.length} faults`,
    counts: { workers: size.workers, told: crowd.told, "sessions ended": ended, ...crowd.counts },
    faults,
  };
}

function errors({ tally }: Crowd): FigureFault[] {
  return [...tally]
    .filter(([status]) => status === "none" || (Number(status) >= 500 && status !== "503"))
    .map(([status, number]) => ({ rule: "error", detail: `${number} answers were: ${status}` }));
}

/** Sessions of the server, one after the other, evenly over the time. How many it were. */
async function endSessions({ stage, random }: FigureContext, many: number, lengthMs: number): Promise<number> {
  return stage.cluster.withClient(async (client) => {
    let ended = 0;
    for (let round = 0; round < many; round += 1) {
      await sleep(lengthMs / many);
      const { rows } = await client.query<{ pid: number }>(
        "select pid from pg_stat_activity where application_name like 'tellus-%' and pid <> pg_backend_pid() and application_name <> 'tellus-faults'",
      );
      const victim = rows[Math.floor(random() * rows.length)];
      if (victim === undefined) continue;
      await client.query("select pg_terminate_backend($1)", [victim.pid]);
      ended += 1;
    }
    return ended;
  });
}
