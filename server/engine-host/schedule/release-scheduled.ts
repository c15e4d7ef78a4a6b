import { memberOf } from "@/lib/engine/scheduler/rung-table";
import type { ReleaseOutcome } from "@/server/db/sql/hot-path";
import type { ReleaseCall, Scheduled } from "@/server/db/sql/schedule-functions";
import { followSchedule, type StudyLog } from "./follow-schedule";

type Outcome = Exclude<ReleaseOutcome, Scheduled>;

/** Gives a trial back with a checkpoint, which its scheduler must know of to let somebody go on from it. */
export function releaseScheduled(
  log: StudyLog,
  { call, trial }: { readonly call: ReleaseCall; readonly trial: number },
): Promise<Outcome> {
  return followSchedule<Outcome>(log, async (following) => {
    if (!memberOf(following.table, trial)) return "behind";
    if (call.checkpoint !== null) following.tell({ kind: "checkpoint", trial, step: call.checkpoint.step });
    const outcome = await log.functions.release(call, following.step());
    if (outcome.kind === "behind") return "behind";
    // The same release again is answered alike, and adds nothing.
    return { outcome, isWritten: outcome.kind === "released" && !outcome.replayed };
  });
}
