import { audit } from "../client/audit";
import { Crowd, inParallel } from "../client/crowd";
import type { Insistence } from "../client/insist";
import { queueTrials } from "../client/studies";
import { askOnce, beat, type Held, type LoopOptions, measure, tell } from "../client/training-loop";
import type { Figure, FigureContext } from "../figure";
import { type Fault, FaultProxy } from "../network/fault-proxy";

const SIZES = {
  full: { actors: 500, width: 200, tryMs: 10_000, delayMs: 2_000 },
  sample: { actors: 12, width: 48, tryMs: 1_500, delayMs: 500 },
};

function faultsOf(delayMs: number): readonly Fault[] {
  return [
    { kind: "delay", ms: delayMs, jitterMs: 0 },
    { kind: "delay", ms: 0, jitterMs: delayMs / 4 },
    { kind: "cut_before_send" },
    { kind: "cut_after_processed" },
    { kind: "blackhole" },
    { kind: "reset" },
    { kind: "slow_reader", bytesPerSecond: 2_000 },
    { kind: "half_open" },
  ];
}

/** R3 to R5: whatever the network did to the first try, the second one finds the same. */
export const network: Figure = {
  id: "F6",
  title: "R1 R3 R4 R5 asks, measurements, heartbeats and tells whose first try meets a broken network",
  target:
    "8 kinds of faults, 500 each of ask, measurement, heartbeat and tell (16,000 faulted calls): 0 lost, 0 doubled",
  minutes: 7,
  inSample: true,
  breakages: [
    {
      kind: "function",
      name: "an ask's key is not looked up",
      functionName: "ask_trials",
      change: { find: /p_key is not null/g, put: "false" },
      breaks: ["doubled"],
    },
    {
      kind: "function",
      name: "a repeated tell is a different one",
      functionName: "store_tell",
      change: { find: /t\.result_hash = p_hash/, put: "false" },
      breaks: ["repetition refused"],
    },
    {
      kind: "function",
      name: "a repeated measurement is a conflict",
      functionName: "store_measurements",
      change: { find: /\(m\.value, m\.value_kind\) is distinct from \(given\.value, given\.kind\)/, put: "true" },
      breaks: ["repetition refused"],
    },
  ],
  run: runNetwork,
};

async function runNetwork(context: FigureContext) {
  const { stage, scale } = context;
  const size = SIZES[scale];
  const [first, second] = await stage.serve({ replicas: 2, database: "ours" });
  if (first === undefined || second === undefined) throw new Error("Two replicas are needed.");
  const kinds = faultsOf(size.delayMs);
  const proxies = await Promise.all(kinds.map(() => FaultProxy.open({ port: first.port })));
  proxies.forEach((proxy, index) => {
    proxy.fault = kinds[index] ?? { kind: "none" };
  });
  const crowd = await Crowd.open(context);
  const refusals: string[] = [];
  try {
    const study = await crowd.createStudy({ maxTrials: 1_000_000 });
    // In turn, so that kinds run beside each other.
    const actors = Array.from({ length: size.actors * kinds.length }, (_, index) => index);
    // Half of the asks find a trial waiting, the others have one made.
    for (let queued = 0; queued < actors.length / 2; queued += 500)
      await queueTrials(crowd.everywhere, study, Math.min(500, Math.ceil(actors.length / 2 - queued)));
    await inParallel(actors, size.width, async (index) => {
      const way = throughFirst(crowd.everywhere, {
        faulty: `http://127.0.0.1:${proxies[index % proxies.length]?.port}`,
        // The answer to a lost request is given by the other replica as well.
        clean: index % 2 === 0 ? first.origin : second.origin,
        tryMs: size.tryMs,
      });
      refusals.push(...(await oneLife({ ...crowd.loopOptions(`actor ${index}`, study), ...way })));
    });
    const met = proxies.reduce((sum, proxy) => sum + proxy.met, 0);
    const entries = await crowd.close();
    const faults = [
      ...(await audit({ cluster: stage.cluster, entries, studies: [study], complete: false })),
      ...(await orphans(context, study, entries.filter(({ kind }) => kind === "asked").length)),
      ...refusals.map((detail) => ({ rule: "repetition refused", detail })),
    ];
    return {
      reached: `${met} faulted calls of ${kinds.length} kinds: ${faults.length} lost, doubled or refused`,
      counts: { "faulted calls": met, actors: actors.length, ...crowd.counts },
      faults,
    };
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }
}

interface Way {
  readonly faulty: string;
  readonly clean: string;
  readonly tryMs: number;
}

/** Each call's first try meets the fault, on a connection of its own; the next ones do not. */
function throughFirst(way: Insistence, { faulty, clean, tryMs }: Way): Insistence {
  return { ...way, tryMs, alone: true, origin: (tries) => (tries === 1 ? faulty : clean) };
}

/** Ask, measure, beat, tell; nobody else is there, so that each must be accepted in the end. */
async function oneLife(options: LoopOptions): Promise<string[]> {
  const trial = await askUntilGiven(options);
  const refused: string[] = [];
  if (!(await measure(options, trial, 1))) refused.push(`${trial.id}: its measurement`);
  if (!(await beat(options, trial))) refused.push(`${trial.id}: its heartbeat`);
  const answer = await tell(options, trial);
  if (answer !== "told") refused.push(`${trial.id}: its result, ${answer}`);
  return refused;
}

async function askUntilGiven(options: LoopOptions): Promise<Held> {
  for (;;) {
    const trials = await askOnce(options);
    if (trials !== "ended" && trials[0] !== undefined) return trials[0];
  }
}

/** A hand-out whose answer was lost is the one that the repetition gives: there are no others. */
async function orphans({ stage }: FigureContext, study: string, known: number) {
  const [row] = await stage.cluster.query<{ count: number }>(
    "select count(*)::int as count from attempt where study_id = $1",
    [study.replace("std_", "")],
  );
  if (row?.count === known) return [];
  return [{ rule: "doubled", detail: `${known} asks were answered, ${row?.count} trials handed out` }];
}
