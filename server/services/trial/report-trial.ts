import type { MeasureCall, MeasureOutcome } from "@/server/db/sql/hot-path";
import { measureScheduled } from "@/server/engine-host/schedule/measure-scheduled";
import type { Context } from "@/server/kernel/context";
import { publishStudyChange } from "@/server/live/study-changes";
import { studyLog } from "./study-log";

type Outcome = Exclude<MeasureOutcome, { kind: "scheduled" }>;

/** Stores what a worker reports of its trial: measurements, a checkpoint. Where a scheduler has its word, with what it decides. */
export async function reportTrial(context: Context, call: MeasureCall): Promise<Outcome> {
  const measured = await context.db.hot.measureTrial(call);
  const outcome =
    measured.kind === "scheduled"
      ? await measureScheduled(await studyLog(context, measured.study_id), {
          call,
          trial: measured.number,
          known: measured.known,
          canResume: measured.can_resume,
        })
      : measured;
  if (outcome.kind === "held") publishStudyChange(context.actor.workspaceId, outcome.study_id);
  return outcome;
}
