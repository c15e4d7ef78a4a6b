import type { AskCall } from "@/server/db/sql/hot-path";
import type { StudyLog } from "@/server/engine-host/schedule/follow-schedule";
import { placeTrials } from "@/server/engine-host/schedule/place-trials";
import { type StudySchedule, studySchedule } from "@/server/engine-host/schedule/study-schedule";
import { projectOf } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";

/** The study's scheduler; null when every trial trains to its end. */
export function findSchedule({ db }: Context, studyId: string): Promise<StudySchedule | null> {
  return studySchedule(db.schedules, studyId);
}

/** The log of a study that has a scheduler. What is written to it with a trial is refused by the trial's own rules. */
export async function studyLog(context: Context, studyId: string): Promise<StudyLog> {
  const schedule = await findSchedule(context, studyId);
  if (schedule === null) throw new Error("A trial has a place in a bracket of a study without a scheduler.");
  return { studyId, functions: context.db.schedules, schedule };
}

const UNSCHEDULED: { readonly isWaiting: boolean; readonly seen: number | null } = { isWaiting: false, seen: null };

/** What the study's scheduler did for this ask. */
export async function placeForAsk(
  { actor, db }: Context,
  { call, schedule }: { readonly call: AskCall; readonly schedule: StudySchedule | null },
): Promise<typeof UNSCHEDULED> {
  if (schedule === null) return UNSCHEDULED;
  const project = projectOf(actor);
  // The ask itself will say that there is no such study.
  if (project !== null && project !== schedule.projectId) return UNSCHEDULED;
  // Fixed trials have no place in a population, and train from the beginning to their end.
  const isMember = call.fixed === null;
  if (isMember && !call.canResume && schedule.needsAssignments) throw needsResuming(schedule.setting.name);
  const log = { studyId: call.studyId, functions: db.schedules, schedule };
  return placeTrials(log, { want: call.count, horizon: call.horizon, canResume: call.canResume });
}

/** Each child of a population begins at another trial's checkpoint: who cannot is of no use to it. */
function needsResuming(scheduler: string): AppError {
  const detail = `Trials of the scheduler ${scheduler} go on from checkpoints of others: ask with can_resume, or choose another scheduler.`;
  return new AppError("invalid_input", detail, {
    errors: [{ pointer: "/can_resume", code: "must_resume", detail }],
  });
}
