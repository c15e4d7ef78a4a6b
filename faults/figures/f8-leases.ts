import { setTimeout as sleep } from "node:timers/promises";
import { audit } from "../client/audit";
import { judgeResumptions } from "../client/audit-resumptions";
import { Crowd } from "../client/crowd";
import type { Entry } from "../client/ledger";
import { askOnce, beat, checkpoint, type Held, type LoopOptions, tell } from "../client/training-loop";
import type { Figure, FigureContext, FigureFault } from "../figure";
import { SHORTEST_LEASE_S, shortenLeases } from "../fleet/lease-scale";

const SIZES = {
  full: { killed: 2_000, paused: 1_000, interrupted: 500, width: 60, takers: 20 },
  sample: { killed: 40, paused: 30, interrupted: 20, width: 30, takers: 6 },
};
/** Thirty seconds become five. */
const FACTOR = 6;
const LEASE_MS = (SHORTEST_LEASE_S * 1000) / FACTOR;
/** R8: a dead worker's trial is handed out within its lease and this. */
const GRACE_MS = 5_000;

/** The fence. */
const STALE_ATTEMPT = /if t\.attempt <> p_attempt then return '[^']+'; end if;/;

/** R6 to R9: one live holder, old attempts change nothing, the dead are replaced in time and the living never. */
export const leases: Figure = {
  id: "F8",
  title: "R6 R7 R8 R9 workers killed, paused past their lease, and with two heartbeats lost",
  target:
    "2,000 workers killed, 1,000 paused past their lease, 500 with lost heartbeats: 0 double holders, 0 robbed, all handed out within lease + 5 s, each from its last checkpoint",
  minutes: 6,
  inSample: true,
  breakages: [
    {
      kind: "function",
      name: "a heartbeat is accepted under any attempt",
      functionName: "hold_lease",
      change: { find: STALE_ATTEMPT, put: "" },
      breaks: ["unfenced write"],
    },
    {
      kind: "function",
      name: "a tell alone is accepted under any attempt",
      functionName: "store_tell",
      change: { find: STALE_ATTEMPT, put: "" },
      breaks: ["unfenced write"],
    },
    {
      kind: "function",
      name: "the reaper looks at no clock",
      functionName: "reap_expired_leases",
      change: { find: "tr.lease_until < clock_timestamp()", put: "true" },
      breaks: ["robbed"],
    },
    {
      kind: "function",
      name: "the reaper sleeps",
      functionName: "reap_expired_leases",
      change: { find: /begin/i, put: "begin\n  return;" },
      breaks: ["not handed out"],
    },
    {
      kind: "function",
      name: "the oldest checkpoint is handed out",
      functionName: "checkpoint_of",
      change: { find: "c.step desc", put: "c.step asc" },
      breaks: ["resumed elsewhere"],
    },
  ],
  run: runLeases,
};

interface Round extends FigureContext {
  readonly crowd: Crowd;
  readonly study: string;
  readonly faults: FigureFault[];
  /** Where our own machine was too late for a heartbeat to arrive within the lease: says nothing. */
  late: number;
  zombies: { refused: number; accepted: number };
}

async function runLeases(context: FigureContext) {
  const size = SIZES[context.scale];
  const { stage, script } = context;
  await stage.serve({ replicas: 2, database: "ours", ...(script && { script }) });
  const restore = await shortenLeases(context.stage.cluster, FACTOR);
  try {
    const crowd = await Crowd.open(context);
    const study = await crowd.createStudy({ maxTrials: 1_000_000, maxRetries: 50 });
    const round: Round = { ...context, crowd, study, faults: [], late: 0, zombies: { refused: 0, accepted: 0 } };
    await everybody(round, size);
    const entries = await crowd.close();
    const { slowest, count } = handOuts(entries, round.faults);
    const { faults: strayed, resumed } = judgeResumptions(entries);
    round.faults.push(...strayed);
    round.faults.push(...(await audit({ cluster: context.stage.cluster, entries, studies: [study], complete: false })));
    const { zombies, late, faults } = round;
    return {
      reached: `${count} dead workers replaced, the slowest ${(slowest / 1000).toFixed(1)} s after its lease had ended (5 s allowed), ${resumed} went on from the last checkpoint; ${zombies.refused} zombies refused, ${zombies.accepted} late results taken; ${faults.length} faults`,
      counts: {
        ...size,
        "told after the lease": zombies.accepted,
        fenced: zombies.refused,
        resumed,
        late,
        ...crowd.counts,
      },
      faults,
    };
  } finally {
    await restore();
  }
}

/** The dying, the frozen and the interrupted in any order, while takers work off what becomes free. */
async function everybody(round: Round, size: (typeof SIZES)["full"]): Promise<void> {
  const stop = new AbortController();
  const people = [
    ...Array.from({ length: size.killed }, () => beKilled),
    ...Array.from({ length: size.paused }, () => bePaused),
    ...Array.from({ length: size.interrupted }, () => beInterrupted),
  ]
    .map((person) => ({ person, order: round.random() }))
    .sort((left, right) => left.order - right.order);
  const takers = round.crowd.train(round.study, size.takers, {
    leaseSeconds: SHORTEST_LEASE_S,
    thinkMs: 100,
    stop: stop.signal,
  });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next; index < people.length; index = next) {
      next += 1;
      const options = round.crowd.loopOptions(`person ${index}`, round.study, { leaseSeconds: SHORTEST_LEASE_S });
      await people[index]?.person(round, options, await askUntilGiven(options));
    }
  };
  await Promise.all(Array.from({ length: size.width }, lane));
  // The last of the dead are replaced by then, or too late.
  await sleep(LEASE_MS + GRACE_MS);
  stop.abort();
  await Promise.all(takers);
}

async function askUntilGiven(options: LoopOptions): Promise<Held> {
  for (;;) {
    const trials = await askOnce(options);
    if (trials === "ended") throw new Error("The study ended while it had a budget.");
    const [trial] = trials;
    if (trial !== undefined) return trial;
  }
}

/** Perhaps a sign of life, perhaps some checkpoints, then silence for ever. */
async function beKilled(round: Round, options: LoopOptions, trial: Held): Promise<void> {
  if (round.random() < 0.5 && !(await beat(options, trial))) return;
  if (!(await train(round, options, trial))) return;
  const { worker } = options;
  await options.ledger.note({
    kind: "dropped",
    sentAt: performance.now(),
    worker,
    trial: trial.id,
    attempt: trial.attempt,
  });
}

/** From where the one before came to, at most three steps. False when the trial is not this worker's any more. */
async function train({ random }: Round, options: LoopOptions, trial: Held): Promise<boolean> {
  const from = trial.checkpoint?.step ?? 0;
  const steps = Math.floor(random() * 4);
  for (let step = from + 1; step <= from + steps; step += 1)
    if (!(await checkpoint(options, trial, step))) return false;
  return true;
}

/** Frozen until around the end of the lease, or well beyond; then it goes on as if nothing had happened. */
async function bePaused(round: Round, options: LoopOptions, trial: Held): Promise<void> {
  await sleep(LEASE_MS * (0.9 + round.random() * 0.6));
  // It takes itself for alive: what it sends is refused, or the trial is its own still.
  if (round.random() < 0.5) await beat(options, trial);
  else await train(round, options, trial);
  const answer = await tell(options, trial);
  if (answer === "told") round.zombies.accepted += 1;
  else round.zombies.refused += 1;
}

/** Two heartbeats of three do not arrive. The third one finds its lease alive. */
async function beInterrupted(round: Round, options: LoopOptions, trial: Held): Promise<void> {
  let renewed = performance.now();
  for (const silence of [0.3, 0.85, 0.3]) {
    await sleep(LEASE_MS * silence);
    const sent = performance.now();
    const alive = await beat(options, trial);
    if (performance.now() - renewed > LEASE_MS) {
      round.late += 1;
      if (!alive) return;
    } else if (!alive) {
      const gap = Math.round(performance.now() - renewed);
      round.faults.push({ rule: "robbed", detail: `${trial.id}, ${gap} ms after its last sign of life` });
      return;
    }
    renewed = sent;
  }
  await tell(options, trial);
}

/** How long after its lease had ended each trial of a killed worker waited for the next one. */
function handOuts(
  entries: readonly Entry[],
  faults: FigureFault[],
): { readonly slowest: number; readonly count: number } {
  const next = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind !== "asked") continue;
    for (const { id, attempt } of entry.trials) next.set(`${id} ${attempt}`, entry.at);
  }
  let [slowest, count] = [0, 0];
  for (const entry of entries) {
    if (entry.kind !== "dropped") continue;
    count += 1;
    const given = next.get(`${entry.trial} ${entry.attempt + 1}`);
    const waited = given === undefined ? Number.POSITIVE_INFINITY : given - entry.at - LEASE_MS;
    slowest = Math.max(slowest, waited);
    if (waited > GRACE_MS)
      faults.push({ rule: "not handed out", detail: `${entry.trial}: ${Math.round(waited)} ms after the lease's end` });
  }
  return { slowest, count };
}
