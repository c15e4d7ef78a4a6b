import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { audit } from "../client/audit";
import { Crowd } from "../client/crowd";
import type { Answer } from "../client/http-client";
import { type Insistence, insist } from "../client/insist";
import { askOnce } from "../client/training-loop";
import type { Figure, FigureContext, FigureFault } from "../figure";
import type { LoadBalancer } from "../fleet/balancer";
import { hasHaproxy, openHaproxy } from "../fleet/haproxy";
import { makeNextRelease, undoUpgrade, upgradesDone } from "../fleet/next-release";
import type { Replica } from "../fleet/replica";
import { restartOneByOne } from "../fleet/rolling-restart";

/** As many requests as two cores answer while they start replicas: what is refused for too much work is not what is asked here. */
const THINK_MS = 100;

const SIZES = {
  full: { restarts: 20, workers: 30, waiters: 6, breatheMs: 2_000 },
  sample: { restarts: 1, workers: 12, waiters: 4, breatheMs: 500 },
};

/** R24: a replica that is told to end finishes what it was given; behind a balancer nobody notices. */
export const rollingRestarts: Figure = {
  id: "F12",
  title: "R9 R24 R25 rolling restarts of two replicas behind a load balancer, and an upgrade, under load",
  target: "20 rolling restarts and an upgrade: 0 failed requests, 0 lost",
  minutes: 7,
  inSample: true,
  breakages: [
    {
      kind: "server",
      name: "SIGTERM ends the process at once",
      change: { find: /shutdown\.begun = true;/, put: "process.exit(0);" },
      breaks: ["failed request"],
    },
  ],
  run: runRollingRestarts,
};

async function runRollingRestarts(context: FigureContext) {
  const { stage, scale, script } = context;
  const size = SIZES[scale];
  const replicas = await stage.serve({ replicas: 2, database: "ours", ...(script && { script }) });
  const ports = replicas.map(({ port }) => port);
  const balancer: LoadBalancer = (await hasHaproxy()) ? await openHaproxy({ ports }) : await stage.balancer();
  const crowd = await Crowd.open(context);
  const faults: FigureFault[] = [];
  const way: Insistence = {
    client: crowd.client,
    tally: crowd.tally,
    origin: () => `http://127.0.0.1:${balancer.port}`,
    onAnswer: (call, answer) => {
      if (scale === "full" || !isForOverload(answer)) faults.push(...failure(call, answer));
    },
  };
  const stop = new AbortController();
  try {
    const study = await crowd.createStudy({ maxTrials: 1_000_000 }, way);
    const loops = [
      ...crowd.train(study, size.workers, { ...way, steps: 2, thinkMs: THINK_MS, stop: stop.signal }),
      ...(await waiters(crowd, way, { many: size.waiters, stop: stop.signal })),
    ];
    for (let round = 0; round < size.restarts; round += 1) {
      await sleep(size.breatheMs);
      // Told to end in the middle of its requests: the balancer sends nothing new, what is under way is the replica's.
      await restartOneByOne(balancer, replicas, { drainMs: 0, say: (line) => notice(line, faults) });
    }
    await sleep(size.breatheMs);
    await upgrade(context, { balancer, replicas, faults });
    await sleep(size.breatheMs);
    stop.abort();
    await Promise.all(loops);
    const unanswered = crowd.tally.get("none") ?? 0;
    if (unanswered > 0) faults.push({ rule: "failed request", detail: `${unanswered} without an answer` });
    const entries = await crowd.close();
    faults.push(...(await audit({ cluster: stage.cluster, entries, studies: [study], complete: false })));
    const requests = [...crowd.tally.values()].reduce((sum, number) => sum + number, 0);
    return {
      reached: `${size.restarts} rolling restarts and an upgrade with a migration (balancer: ${balancer.kind}), ${requests} requests: ${faults.length} failed or lost`,
      counts: { restarts: size.restarts, requests, ...crowd.counts },
      faults,
    };
  } finally {
    stop.abort();
    if (balancer.kind === "haproxy") await balancer.close();
    await stage.dismiss();
    await undoUpgrade(stage.cluster);
  }
}

interface Upgrade {
  readonly balancer: LoadBalancer;
  readonly replicas: readonly Replica[];
  readonly faults: FigureFault[];
}

/** The first replica of the next release migrates while the other one of this release serves; then that one goes, too. */
async function upgrade({ stage, scratch }: FigureContext, { balancer, replicas, faults }: Upgrade): Promise<void> {
  const directory = await makeNextRelease(stage.checkout, path.join(scratch, `next-${process.hrtime.bigint()}`));
  await restartOneByOne(balancer, replicas, { drainMs: 0, directory, say: (line) => notice(line, faults) });
  const done = await upgradesDone(stage.cluster);
  if (done !== 1) faults.push({ rule: "not migrated", detail: `the next release's migration was done ${done} times` });
}

/** Asks that wait for a parallel slot nobody frees: there is always one under way as a replica is told to end. */
async function waiters(crowd: Crowd, way: Insistence, { many, stop }: { many: number; stop: AbortSignal }) {
  const study = await crowd.createStudy({ maxTrials: 10, maxParallel: 1 }, way);
  const holding = crowd.loopOptions("holder", study, way);
  for (let held = 0; held === 0; ) {
    const trials = await askOnce(holding);
    held = trials === "ended" ? 1 : trials.length;
  }
  return Array.from({ length: many }, async () => {
    while (!stop.aborted) {
      const { status } = await insist(way, { path: `/studies/${study}/ask`, body: { wait_seconds: 2 } });
      if (status !== 202) throw new Error(`A waiting ask was answered with ${status}.`);
    }
  });
}

function notice(line: string, faults: FigureFault[]): void {
  if (/ended with/.test(line)) faults.push({ rule: "unclean end", detail: line });
}

/** A sample may share its machine with anything: what is refused for too much work is counted there, and no failure. */
const isForOverload = ({ status, body }: Answer): boolean =>
  status === 503 && JSON.stringify(body).includes("has more to do than it can");

/** Everything was sent once: an answer that is no answer is a failure, whatever comes of its repetition. */
function failure(call: string, { status, body }: Answer): FigureFault[] {
  if (status < 429) return [];
  return [
    { rule: "failed request", detail: `${call.split("/").at(-1)}: ${status} ${JSON.stringify(body).slice(0, 200)}` },
  ];
}
