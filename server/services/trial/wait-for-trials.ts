import { setTimeout as sleep } from "node:timers/promises";
import type { WaitReason } from "@/lib/contract/ask";
import type { AskCall, AskOutcome } from "@/server/db/sql/hot-path";
import { endRaces } from "@/server/engine-host/follow-repeats";
import { orderLateSuggestions } from "@/server/engine-host/late-suggestions";
import type { Order } from "@/server/engine-host/shared-batches";
import { orderSuggestions } from "@/server/engine-host/study-loop";
import type { Context } from "@/server/kernel/context";
import { publishStudyChange } from "@/server/live/study-changes";

/** How often an ask looks again while it waits for a slot or for trials that may come back. */
const LOOK_AGAIN_MS = 200;
/** A quick engine is waited for even by an ask that does not want to wait, or it would always get second best. */
const ENGINE_GRACE_MS = 1_000;
/** How long an ask whose time is over waits for a quicker sampler than the study's. */
const LATE_MS = 4_000;

/** When an ask gives up, on this process's monotonic clock. */
export interface Patience {
  readonly until: number;
  readonly untilEngine: number;
}

export function waitingTime(waitSeconds: number): Patience {
  const until = performance.now() + waitSeconds * 1000;
  return { until, untilEngine: Math.max(until, performance.now() + ENGINE_GRACE_MS) };
}

export type NothingYet = Extract<AskOutcome, { kind: "mint" | "nothing" | "drained" | "outdated" }>;

export function isNothingYet(outcome: AskOutcome): outcome is NothingYet {
  return ["mint", "nothing", "drained", "outdated"].includes(outcome.kind);
}

interface Waiting {
  readonly call: AskCall;
  readonly outcome: NothingYet;
  readonly patience: Patience;
  /** Up to where the study's scheduler was let promote. */
  readonly seen: number | null;
}

/** What the ask does next: asks again, so; or gives up for now, with a reason. */
export type NextStep =
  | { readonly again: Pick<AskCall, "horizon" | "partial">; readonly claimed?: () => void }
  | { readonly reason: WaitReason };

const ARRIVED = { horizon: null, partial: false } as const;
/** Whatever lies on the shelf; and once more, when a substitute may have put something there. */
const ANYTHING = { horizon: -1, partial: true } as const;
const ANYTHING_AT_LAST = { horizon: -2, partial: true } as const;

/** Does what the outcome calls for. */
export async function waitForTrials(context: Context, { call, outcome, patience, seen }: Waiting): Promise<NextStep> {
  const { workspaceId } = context.actor;
  switch (outcome.kind) {
    case "outdated": // another trial took the number meanwhile
      return mayGoOn(context, patience.untilEngine) ? { again: ARRIVED } : { reason: "computing" };
    case "mint":
      return waitForEngine(context, { call, horizon: outcome.horizon, patience });
    case "nothing": {
      if (outcome.reason === "paused" || !mayGoOn(context, patience.until)) return { reason: outcome.reason };
      await sleep(Math.min(LOOK_AGAIN_MS, Math.max(patience.until - performance.now(), 0)));
      return { again: ARRIVED };
    }
    case "drained": {
      await endRaces({ workspaceId, studyId: call.studyId });
      const finished = await context.db.hot.finishStudy(call.studyId, seen);
      if (finished.kind === "mint") return { again: ARRIVED };
      if (finished.kind === "nothing") return waitForTrials(context, { call, outcome: finished, patience, seen });
      if (finished.kind === "finished") publishStudyChange(workspaceId, call.studyId);
      return { again: ARRIVED }; // the next look says so
    }
  }
}

interface EngineWait {
  readonly call: AskCall;
  readonly horizon: number;
  readonly patience: Patience;
}

/**
 * Until the ask's time is over it takes only what knows every result that was there when it arrived. Then whatever lies on
 * the shelf, the newest first; then what a quicker sampler makes; and if nobody may step in, nothing.
 */
async function waitForEngine(context: Context, { call, horizon, patience }: EngineWait): Promise<NextStep> {
  const study = { workspaceId: context.actor.workspaceId, studyId: call.studyId };
  if (horizon >= 0) {
    const order = orderSuggestions(study, { count: call.count, horizon });
    const { untilEngine } = patience;
    if (await settledBy(order, { deadline: untilEngine, signal: context.signal }))
      return { again: { horizon, partial: true }, claimed: order.claimed };
    // What a study is to hand out again must not depend on who was late: no stale suggestion, and nobody steps in.
    if (context.signal.aborted || (await isReproducible(context, call.studyId))) return { reason: "computing" };
    return { again: ANYTHING };
  }
  if (horizon === ANYTHING_AT_LAST.horizon) return { reason: "computing" };
  const order = orderLateSuggestions(study, call.count);
  const there = await settledBy(order, { deadline: performance.now() + LATE_MS, signal: context.signal });
  return there ? { again: ANYTHING_AT_LAST } : { reason: "computing" };
}

async function isReproducible({ db }: Context, id: string): Promise<boolean> {
  const study = await db.study.findFirst({ where: { id }, select: { reproducible: true } });
  return study?.reproducible === true;
}

function mayGoOn({ signal }: Context, deadline: number): boolean {
  return !signal.aborted && performance.now() < deadline;
}

/** Waits for the work, but not beyond the deadline or the request's end; the work itself goes on for others. */
async function settledBy(
  { done, abandon }: Order,
  { deadline, signal }: { readonly deadline: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const stopped = new AbortController();
  const timer = sleep(Math.max(deadline - performance.now(), 0), false, {
    signal: AbortSignal.any([signal, stopped.signal]),
  }).catch(() => false);
  try {
    const settled = await Promise.race([done.then(() => true), timer]);
    if (!settled) abandon();
    return settled;
  } finally {
    stopped.abort();
    done.catch(() => undefined); // whoever still waits hears of it
  }
}
