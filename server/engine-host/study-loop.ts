import { setTimeout as sleep } from "node:timers/promises";
import { pools } from "@/server/db/pools";
import { producerFunctions, type StudyAddress } from "@/server/db/sql/producer-functions";
import { processSingleton } from "@/server/kernel/process";
import { logger } from "@/server/kernel/process-logger";
import { holdsEngineLease } from "./engine-lease";
import { FULL, tiersOf } from "./engine-tiers";
import { chooseTier, type Load, noLoad, noteAsked, noteCall } from "./load-meter";
import { produceRound, type RoundOutcome } from "./produce-round";
import { sendMade, sendWish } from "./producer-notices";
import type { Order } from "./shared-batches";
import { isLow, shelfDepth } from "./shelf-depth";

/** Somebody who asked this recently will ask again after a result: the shelf is filled for them beforehand. */
const ASKS_FOR_MS = 5 * 60_000;
/** How long the holder of the lease is given to answer before those who wait look again themselves. */
const LOOK_AGAIN_MS = 200;
const BACK_OFF_MAX_MS = 5_000;
const LOOPS_MAX = 1_000;

/** How long the next call waits until those served by the last one have taken theirs from the shelf. */
const CLAIMS_MS = 50;

export interface SuggestionOrder extends Order {
  /** To be called once it has claimed, with or without success. */
  claimed(): void;
}

interface Waiter {
  readonly count: number;
  /** The results there were when it asked; what knows fewer is nothing for it. */
  readonly horizon: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What one study wants of its producer in this process. */
interface Loop {
  readonly study: StudyAddress;
  readonly waiting: Set<Waiter>;
  /** Suggestions that asks on other replicas wait for. */
  wished: number;
  /** A result came since the last round began. */
  told: boolean;
  /** Whether results change what the sampler proposes; known after the first round. */
  learns: boolean;
  /** Whether what is made now is as good later, known then too; how much of it lies on the shelf; whether that is too little. */
  keeps: boolean;
  stock: number;
  low: boolean;
  askedAt: number;
  load: Load;
  running: boolean;
  /** Asks that were told that something lies on the shelf and have not taken it yet. */
  readonly claiming: Set<Waiter>;
  claimsDone: (() => void) | null;
  /** While another replica is waited for: ends the wait. */
  nudge: (() => void) | null;
}

const loops = () => processSingleton("producers", () => new Map<string, Loop>());

/** By workspace too: who asks for a study of another gets a loop of its own, which finds nothing. */
const keyOf = ({ workspaceId, studyId }: StudyAddress): string => `${workspaceId}/${studyId}`;

function loopOf(study: StudyAddress): Loop {
  const known = loops().get(keyOf(study));
  if (known !== undefined) return known;
  if (loops().size >= LOOPS_MAX) for (const [id, loop] of loops()) if (!loop.running) loops().delete(id);
  const loop: Loop = {
    study,
    waiting: new Set(),
    wished: 0,
    told: false,
    learns: false,
    keeps: false,
    stock: 0,
    low: false,
    askedAt: Number.NEGATIVE_INFINITY,
    load: noLoad(seconds()),
    running: false,
    claiming: new Set(),
    claimsDone: null,
    nudge: null,
  };
  loops().set(keyOf(study), loop);
  return loop;
}

const seconds = (): number => performance.now() / 1000;

/** Somebody asks for so many; whether it has to wait is another question. */
export function noteAsk(study: StudyAddress, count: number): void {
  const loop = loopOf(study);
  loop.askedAt = performance.now();
  loop.load = noteAsked(loop.load, { count, at: seconds() });
  loop.stock -= count;
  if (!isLow(loop) || !holdsEngineLease(study.studyId)) return;
  loop.low = true;
  wake(loop);
}

/** A result was committed: what lies on the shelf is rewritten with it, while somebody asks. */
export function noteResult(study: StudyAddress): void {
  const loop = loops().get(keyOf(study));
  if (loop === undefined || performance.now() - loop.askedAt > ASKS_FOR_MS) return;
  loop.told = true;
  if (loop.nudge !== null) sendWish(study, 0);
  wake(loop);
}

/**
 * Waits until there may be suggestions on the shelf that know `horizon` results; whoever waits claims again then. Asks that
 * wait share calls of the engine.
 */
export function orderSuggestions(
  study: StudyAddress,
  { count, horizon }: { readonly count: number; readonly horizon: number },
): SuggestionOrder {
  const loop = loopOf(study);
  let settle: Pick<Waiter, "resolve" | "reject"> = { resolve: () => undefined, reject: () => undefined };
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const waiter = { count, horizon, ...settle };
  loop.waiting.add(waiter);
  if (loop.nudge !== null) sendWish(study, count);
  wake(loop);
  return {
    done,
    abandon: () => void loop.waiting.delete(waiter),
    claimed() {
      loop.claiming.delete(waiter);
      if (loop.claiming.size === 0) loop.claimsDone?.();
    },
  };
}

/** An ask on another replica waits. Who does not hold the study's lease has nothing to do: that replica tries for it itself. */
export function takeWish(study: StudyAddress, count: number): void {
  if (!holdsEngineLease(study.studyId)) return;
  const loop = loopOf(study);
  loop.askedAt = performance.now();
  if (count === 0) loop.told = true;
  loop.wished += count;
  loop.load = noteAsked(loop.load, { count, at: seconds() });
  wake(loop);
}

/** Another replica put something on the study's shelf. */
export function takeMade(study: StudyAddress): void {
  loops().get(keyOf(study))?.nudge?.();
}

function wake(loop: Loop): void {
  if (loop.running) return;
  loop.running = true;
  void run(loop).finally(() => {
    loop.running = false;
    if (hasWork(loop)) wake(loop);
  });
}

const hasWork = (loop: Loop): boolean =>
  loop.waiting.size > 0 || loop.wished > 0 || (loop.told && loop.learns) || (loop.low && loop.keeps);

async function run(loop: Loop): Promise<void> {
  const functions = producerFunctions(pools().engine, loop.study);
  for (let failures = 0; hasWork(loop); ) {
    const present = [...loop.waiting];
    const wished = loop.wished;
    const waiting = present.reduce((sum, { count }) => sum + count, loop.wished);
    const { wanted, spare } = shelfDepth(loop, waiting);
    loop.told = false;
    loop.wished = 0;
    loop.low = false;
    try {
      const outcome = await produceRound({
        study: loop.study,
        functions,
        wanted,
        spare,
        ahead: isAhead(present, wished),
        tierFor: (name) => tierOf(loop, name),
      });
      failures = outcome.kind === "stuck" ? failures + 1 : 0;
      await settle(loop, { outcome, present, wished, failures });
      // What lies there for somebody must not be taken for the next one's.
      await untilClaimed(loop);
    } catch (error) {
      for (const waiter of present) if (loop.waiting.delete(waiter)) waiter.reject(error);
      if (present.length === 0) logger().warn("nothing was put on a study's shelf", { ...loop.study, error });
    }
  }
}

/** Nobody waits: what is made is for the next to come. */
const isAhead = (present: readonly Waiter[], wished: number): boolean => present.length === 0 && wished === 0;

function tierOf(loop: Loop, samplerName: string) {
  const tiers = tiersOf(samplerName);
  const before = loop.load.tier;
  loop.load = chooseTier(loop.load, { tiers: tiers.length, at: seconds() });
  const tier = tiers[loop.load.tier] ?? FULL;
  if (loop.load.tier !== before) {
    logger().info("a study's sampler serves by another tier", { ...loop.study, tier: tier.name });
  }
  return tier;
}

interface Settling {
  readonly outcome: RoundOutcome;
  readonly present: readonly Waiter[];
  readonly wished: number;
  readonly failures: number;
}

async function settle(loop: Loop, { outcome, present, wished, failures }: Settling): Promise<void> {
  switch (outcome.kind) {
    case "made": {
      loop.learns = outcome.learns || outcome.races;
      loop.keeps = outcome.keeps && !outcome.races && !outcome.dry;
      loop.stock = outcome.available;
      if (outcome.call !== null) noteCost(loop, outcome.call);
      serve(loop, outcome);
      if (wished > 0) sendMade(loop.study);
      return;
    }
    case "elsewhere": {
      sendWish(
        loop.study,
        present.reduce((sum, { count }) => sum + count, 0),
      );
      if (present.length > 0) await untilNudged(loop, LOOK_AGAIN_MS);
      return release(loop, [...loop.waiting]);
    }
    case "stuck":
      await sleep(Math.min(BACK_OFF_MAX_MS, 100 * 2 ** failures));
  }
}

function noteCost(loop: Loop, call: { readonly tier: string; readonly count: number; readonly seconds: number }): void {
  const { tier } = loop.load;
  loop.load = noteCall(loop.load, { tier, count: call.count, seconds: call.seconds, at: seconds() });
}

/** First come, first served, as far as what was made reaches: also who came while it was made, if no result did. */
function serve(loop: Loop, outcome: Extract<RoundOutcome, { kind: "made" }>): void {
  const served = [...loop.waiting].filter(({ horizon }) => !outcome.learns || horizon <= outcome.results);
  let left = outcome.dry ? Number.POSITIVE_INFINITY : outcome.available;
  for (const waiter of served) {
    if (left <= 0) return;
    left -= waiter.count;
    loop.stock -= waiter.count;
    release(loop, [waiter]);
  }
}

function release(loop: Loop, waiters: readonly Waiter[]): void {
  for (const waiter of waiters) {
    if (!loop.waiting.delete(waiter)) continue;
    loop.claiming.add(waiter);
    waiter.resolve();
  }
}

async function untilClaimed(loop: Loop): Promise<void> {
  if (loop.claiming.size === 0) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, CLAIMS_MS);
    loop.claimsDone = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  loop.claimsDone = null;
  loop.claiming.clear();
}

function untilNudged(loop: Loop, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      loop.nudge = null;
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    loop.nudge = done;
  });
}
