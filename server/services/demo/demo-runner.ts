import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { processSingleton } from "@/server/kernel/process";
import { logger } from "@/server/kernel/process-logger";
import { endsDemo, workOnDemo } from "./demo-worker";

interface Runner {
  /** Set while the server runs; what starts no server (a command, a test) starts no demo either. */
  ending: AbortController | null;
  readonly runs: Map<string, Promise<void>>;
}

/** Each run takes a share of the thread that answers requests. */
const RUNS_MAX = 4;

const runner = (): Runner => processSingleton<Runner>("demo-runner", () => ({ ending: null, runs: new Map() }));

/** From now on demo studies are worked on here. Returns what ends it: trials under way go back when their leases end. */
export function openDemoRunner(): () => Promise<void> {
  const ending = new AbortController();
  runner().ending = ending;
  return async () => {
    runner().ending = null;
    ending.abort();
    await Promise.all(runner().runs.values());
  };
}

/** Refuses before anything was made; so it comes first. */
export function requireRoomForDemo(): void {
  if (runner().runs.size < RUNS_MAX) return;
  throw new AppError("rate_limited", "Several demo studies are running. Try again in half a minute.");
}

/** Works on the study in the background, on behalf of who asked for it, unless that is under way. */
export function startDemoRun(context: Context, studyId: string): void {
  const { ending, runs } = runner();
  if (ending === null || runs.has(studyId)) return;
  const { idempotencyKey: _, ...own } = context; // the request's key is not that of the asks that follow
  const run = workOnDemo({ ...own, signal: ending.signal }, studyId)
    .catch((error: unknown) => {
      if (!endsDemo(error)) logger().warn("the demo study ended early", { study: studyId, error });
    })
    .finally(() => runs.delete(studyId));
  runs.set(studyId, run);
}
