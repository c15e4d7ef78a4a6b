import { chmod, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EARLY_ACKNOWLEDGEMENT } from "../breakage";
import { audit } from "../client/audit";
import { Crowd } from "../client/crowd";
import type { Figure, FigureContext, FigureFault } from "../figure";
import { Cluster } from "../fleet/cluster";
import type { Stage } from "../fleet/stage";

const SIZES = {
  full: { app: 80, postgres: 60, both: 40, starting: 20, workers: 100 },
  sample: { app: 1, postgres: 1, both: 1, starting: 1, workers: 30 },
};
type Kind = "app" | "postgres" | "both" | "starting";

/** Told results between two kills: proof that the service works again, not only that it listens. */
const TOLD_BETWEEN = 20;
const RECOVERY_MS_MAX = 90_000;

/** R1, R28: what was acknowledged survives kill -9 of the server, of PostgreSQL, of both, and in the middle of a start. */
export const kills: Figure = {
  id: "F4",
  title: "R1 R3 R4 R22 R28 kill -9 of replicas, PostgreSQL, both, and while they start, under load",
  target: "200 rounds (80 app, 60 PostgreSQL, 40 both, 20 during start-up): 0 acknowledged writes lost, 0 manual steps",
  minutes: 22,
  inSample: true,
  breakages: [
    {
      kind: "statement",
      name: "commits are acknowledged before they are on the disk",
      // Of all roles: the commit of a job would take the others' along to the disk.
      statement: "alter database tellus set synchronous_commit = off",
      undo: "alter database tellus reset synchronous_commit",
      breaks: ["lost"],
    },
    EARLY_ACKNOWLEDGEMENT,
  ],
  run: runKills,
};

async function runKills(context: FigureContext) {
  const { stage, scale, script } = context;
  const size = SIZES[scale];
  await stage.serve({ replicas: 2, database: "embedded", ...(script && { script }) });
  const crowd = await Crowd.open(context);
  const stop = new AbortController();
  const studies = await Promise.all([1, 2, 3, 4].map(() => crowd.createStudy({ maxTrials: 1_000_000 })));
  const loops = studies.flatMap((study) =>
    crowd.train(study, Math.ceil(size.workers / studies.length), { steps: 1, thinkMs: 5, stop: stop.signal }),
  );
  const broken = Promise.race([Promise.all(loops).then(() => undefined), new Promise<never>(() => undefined)]);
  broken.catch(() => undefined);
  const recoveries: number[] = [];
  const faults: FigureFault[] = [];
  for (const kind of shuffledRounds(context, size)) {
    await Promise.race([sleep(100 + context.random() * 400), broken]);
    await carryOut(kind, context);
    const recovered = await Promise.race([untilTold(crowd, TOLD_BETWEEN), broken]);
    if (recovered === undefined) faults.push({ rule: "not recovered", detail: `after killing: ${kind}` });
    else recoveries.push(recovered);
  }
  stop.abort();
  await Promise.all(loops);
  const entries = await crowd.close();
  faults.push(...(await audit({ cluster: stage.cluster, entries, studies, complete: false })));
  const told = entries.filter(({ kind }) => kind === "told").length;
  const slowest = Math.max(...recoveries) / 1000;
  return {
    reached: `${recoveries.length} rounds, ${told} acknowledged results, 0 manual steps: ${faults.length} faults; ${TOLD_BETWEEN} more results at most ${slowest.toFixed(1)} s after a kill`,
    counts: { ...size, told, measured: entries.filter(({ kind }) => kind === "measured").length, ...crowd.counts },
    faults,
  };
}

function shuffledRounds({ random }: FigureContext, size: Record<Kind, number>): Kind[] {
  return (["app", "postgres", "both", "starting"] as const)
    .flatMap((kind) => Array.from({ length: size[kind] }, () => ({ kind, order: random() })))
    .sort((left, right) => left.order - right.order)
    .map(({ kind }) => kind);
}

/** Milliseconds until so many more results are in the book. */
async function untilTold(crowd: Crowd, many: number): Promise<number | undefined> {
  const started = performance.now();
  const goal = crowd.told + many;
  while (crowd.told < goal) {
    if (performance.now() - started > RECOVERY_MS_MAX) return undefined;
    await sleep(20);
  }
  return performance.now() - started;
}

/** Nothing but a start of what was killed is done afterwards: PostgreSQL is the replicas' own affair. */
async function carryOut(kind: Kind, context: FigureContext): Promise<void> {
  const { stage, random } = context;
  const { replicas, cluster } = stage;
  switch (kind) {
    case "app": {
      const victim = replicas[Math.floor(random() * replicas.length)];
      await victim?.kill();
      await victim?.start();
      return;
    }
    case "postgres":
      await cluster.kill();
      return;
    case "both":
      await Promise.all([cluster.kill(), ...replicas.map((replica) => replica.kill())]);
      await Promise.all(replicas.map((replica) => replica.start()));
      return;
    case "starting":
      await Promise.all([cluster.kill(), ...replicas.map((replica) => replica.kill())]);
      await killWhileStarting(stage, cluster, random() * 2_000);
      await killFirstStart(context);
      await Promise.all(replicas.map((replica) => replica.start()));
  }
}

async function killWhileStarting({ replicas }: Stage, cluster: Cluster, afterMs: number): Promise<void> {
  await Promise.all(replicas.map((replica) => replica.launch()));
  await sleep(afterMs);
  await Promise.all([cluster.kill(), ...replicas.map((replica) => replica.kill())]);
}

/** On an empty folder, in the middle of making the cluster or of the migrations; the next start makes good what is missing. */
async function killFirstStart({ stage, random, scratch }: FigureContext): Promise<void> {
  const folder = path.join(scratch, `first-${process.hrtime.bigint()}`);
  await mkdir(folder, { recursive: true });
  await Promise.all([scratch, folder].map((each) => chmod(each, 0o755)));
  const [replica] = await stage.prepare({ replicas: 1, database: "embedded", env: () => ({ TELLUS_DATA: folder }) });
  const cluster = new Cluster(folder);
  try {
    await replica?.launch();
    await sleep(random() * 4_000);
    await Promise.all([cluster.kill().catch(() => false), replica?.kill()]);
    await replica?.start();
  } finally {
    await replica?.terminate();
    await rm(folder, { recursive: true, force: true });
  }
}
