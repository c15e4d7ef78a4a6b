import { setTimeout as sleep } from "node:timers/promises";
import type { WaitReason } from "@/lib/contract/trial";
import type { AskCall, AskOutcome } from "@/server/db/sql/hot-path";
import { produceSuggestions } from "@/server/engine-host/producer";
import type { Context } from "@/server/kernel/context";
import { publishStudyChange } from "@/server/live/study-changes";

/** How often an ask looks again while it waits for a slot or for trials that may come back. */
const LOOK_AGAIN_MS = 200;
/** A quick engine is waited for even by an ask that does not want to wait, or it would never get anything. */
const ENGINE_GRACE_MS = 1_000;

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
}

/** Does what the outcome calls for; null means ask again, a reason means give up for now. */
export async function waitForTrials(
  context: Context,
  { call, outcome, patience }: Waiting,
): Promise<WaitReason | null> {
  const { workspaceId } = context.actor;
  switch (outcome.kind) {
    case "outdated": // another trial took the number meanwhile
      return mayGoOn(context, patience.untilEngine) ? null : "computing";
    case "mint": {
      const order = produceSuggestions({ workspaceId, studyId: call.studyId }, call.count);
      await settledBy(order.done, { deadline: patience.untilEngine, signal: context.signal });
      if (mayGoOn(context, patience.untilEngine)) return null;
      order.abandon();
      return "computing";
    }
    case "nothing": {
      if (outcome.reason === "paused" || !mayGoOn(context, patience.until)) return outcome.reason;
      await sleep(Math.min(LOOK_AGAIN_MS, Math.max(patience.until - performance.now(), 0)));
      return null;
    }
    case "drained": {
      const finished = await context.db.hot.finishStudy(call.studyId);
      if (finished.kind === "mint") return null;
      if (finished.kind === "nothing") return waitForTrials(context, { call, outcome: finished, patience });
      if (finished.kind === "finished") publishStudyChange(workspaceId, call.studyId);
      return null; // the next look says so
    }
  }
}

function mayGoOn({ signal }: Context, deadline: number): boolean {
  return !signal.aborted && performance.now() < deadline;
}

/** Waits for the work, but not beyond the deadline or the request's end; the work itself goes on for others. */
async function settledBy(
  work: Promise<void>,
  { deadline, signal }: { readonly deadline: number; readonly signal: AbortSignal },
): Promise<void> {
  const stopped = new AbortController();
  const timer = sleep(Math.max(deadline - performance.now(), 0), undefined, {
    signal: AbortSignal.any([signal, stopped.signal]),
  }).catch(() => undefined);
  try {
    await Promise.race([work, timer]);
  } finally {
    stopped.abort();
    work.catch(() => undefined); // whoever still waits hears of it
  }
}
