import { SchedulerSetting } from "@/lib/contract/scheduler";
import { schedulerOptions, toSchedulerStudy } from "@/lib/domain/scheduler-study";
import { schedulerCatalog } from "@/lib/engine/scheduler/catalog";
import type { Schedule } from "@/lib/engine/scheduler/follow-log";
import { startSchedule } from "@/lib/engine/scheduler/start-schedule";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { Space } from "@/lib/engine/space/space";
import type { ScheduleFunctions, ScheduleRow } from "@/server/db/sql/schedule-functions";
import { processSingleton } from "@/server/kernel/process";

/** A study's scheduler, ready to follow its log. */
export interface StudySchedule {
  readonly projectId: string;
  readonly setting: SchedulerSetting;
  readonly space: Space;
  /** It makes new assignments of those that it knows. */
  readonly needsAssignments: boolean;
  /** What the scheduler compares trials by. */
  readonly objectives: Schedule["setting"]["study"]["objectives"];
  /** For a budget of so many trials: how large brackets are may depend on it. */
  of(maxTrials: number): Schedule;
}

/** Studies whose scheduler is remembered; beyond, all are looked up anew. */
const REMEMBERED_MAX = 10_000;

/**
 * The study's scheduler; null when it has none, or there is no such study in the workspace. What a study has is asked for
 * once, since it never changes; that there is none is not remembered, because another workspace may have it (S1).
 */
export async function studySchedule(functions: ScheduleFunctions, studyId: string): Promise<StudySchedule | null> {
  const known = processSingleton("study-schedules", () => new Map<string, StudySchedule | null>());
  const name = `${functions.workspaceId} ${studyId}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  const row = await functions.schedule(studyId);
  if (row === null) return null;
  const schedule = row.scheduler === null ? null : toStudySchedule(row, row.scheduler);
  if (known.size >= REMEMBERED_MAX) known.clear();
  known.set(name, schedule);
  return schedule;
}

/** Throws if what was stored is refused now, which would be a fault of ours. */
function toStudySchedule(row: ScheduleRow, stored: SchedulerSetting): StudySchedule {
  const parsed = parseSpace(row.search_space, row.constraints);
  if (!("space" in parsed)) throw new Error(`A stored search space no longer parses: ${parsed.issues[0]?.detail}`);
  const { space } = parsed;
  const setting = SchedulerSetting.parse(stored);
  const definition = schedulerCatalog.find(({ id }) => id === setting.name);
  if (definition === undefined) throw new Error(`A stored study has the unknown scheduler ${setting.name}.`);
  const of = (maxTrials: number): Schedule => {
    const study = toSchedulerStudy(setting, { objectives: row.objectives, space, maxTrials, seed: row.seed });
    const started = startSchedule({ name: definition.id, options: schedulerOptions(setting) }, study);
    if (started.kind === "refused") throw new Error(`A stored study's scheduler is refused: ${started.why}`);
    return started.schedule;
  };
  const { objectives } = of(1).setting.study;
  return { projectId: row.project_id, setting, space, needsAssignments: definition.needs.space, objectives, of };
}
