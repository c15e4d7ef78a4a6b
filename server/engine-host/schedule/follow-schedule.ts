import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, followEvent, type Schedule, type SchedulerEvent } from "@/lib/engine/scheduler/follow-log";
import { EMPTY_TABLE, memberOf, type RungTable, standingVerdict } from "@/lib/engine/scheduler/rung-table";
import { applyChanges, changesBetween, type TableChange } from "@/lib/engine/scheduler/table-changes";
import { fingerprintAssignments } from "@/lib/engine/space/fingerprint";
import type { ChildRow, ScheduleFunctions, ScheduleNews, ScheduleStep } from "@/server/db/sql/schedule-functions";
import { AppError } from "@/server/kernel/app-error";
import { newId } from "@/server/kernel/ids";
import { processSingleton } from "@/server/kernel/process";
import type { StudySchedule } from "./study-schedule";

/** What this process knows of a study's log. It may be behind; it is never wrong. */
interface Known {
  readonly seq: number;
  readonly table: RungTable;
  readonly maxTrials: number;
}

/** Studies whose tables are kept; beyond, the one not used for longest is read anew when it is needed. */
const TABLES_MAX = 200;
/** Each try loses against another replica that succeeded, so this many in a row are not chance. */
const TRIES_MAX = 100;

export interface StudyLog {
  readonly studyId: string;
  readonly functions: ScheduleFunctions;
  readonly schedule: StudySchedule;
}

/** A study's schedule while one step of it is worked out. */
export interface Following {
  readonly schedule: Schedule;
  readonly table: RungTable;
  /** The budget that `schedule` is for. */
  readonly maxTrials: number;
  /** Follows one more event; its answer. */
  tell(event: SchedulerEvent): Answer;
  /** What all of it adds, to be written. */
  step(): ScheduleStep;
}

/** Whether the trial waits at a rung. */
export function isPaused({ table }: Following, trial: number): boolean {
  const member = memberOf(table, trial);
  return member !== undefined && standingVerdict(table, member)?.verdict === "pause";
}

/** "behind": somebody appended meanwhile, or the newest entries are needed to go on. */
export type Worked<Outcome> = { readonly outcome: Outcome; readonly isWritten: boolean } | "behind";

type Work<Outcome> = (following: Following) => Promise<Worked<Outcome>>;

/**
 * Works a step out on what is known of the log, and writes it where the log still ends there; else learns what others
 * appended and works it out again. One at a time in this process, so that only replicas can be in each other's way.
 */
export function followSchedule<Outcome>(log: StudyLog, work: Work<Outcome>): Promise<Outcome> {
  return oneAtATime(log.studyId, () => tryUntilWritten(log, work));
}

async function tryUntilWritten<Outcome>(log: StudyLog, work: Work<Outcome>): Promise<Outcome> {
  let known = tables().get(log.studyId) ?? (await readNews(log)).known;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const following = begin(log, known);
    const worked = await work(following);
    if (worked !== "behind") {
      if (worked.isWritten) remember(log.studyId, following.after());
      await closeWhenOver(log, following.schedule, worked.isWritten ? following.table : known.table);
      return worked.outcome;
    }
    if (tries > 3) await sleep(Math.random() * 10 * Math.min(tries, 20));
    known = (await readNews(log)).known;
  }
  throw new AppError("unavailable", "Too many trials of this study report at the same time. Try again in a second.");
}

/** Said once more when it was said before; who crashed in between leaves it to whoever comes next. */
async function closeWhenOver(
  { studyId, functions }: StudyLog,
  { scheduler, setting }: Schedule,
  table: RungTable,
): Promise<void> {
  if (scheduler.isOver?.(setting, table)) await functions.close(studyId, "population_complete");
}

/** How many trials somebody asks for, and what suggestions must know (`AskCall`). */
export interface Wanted {
  readonly want: number;
  readonly horizon: number | null;
  readonly canResume: boolean;
}

const NOTHING_WANTED: Wanted = { want: 0, horizon: null, canResume: true };

/** The newest of the log, and what it does not say yet. */
export async function readNews(
  log: StudyLog,
  wanted: Wanted = NOTHING_WANTED,
): Promise<{ known: Known; news: ScheduleNews }> {
  const before = tables().get(log.studyId) ?? { seq: 0, table: EMPTY_TABLE, maxTrials: 0 };
  const news = await log.functions.news({ studyId: log.studyId, after: before.seq, ...wanted });
  if (news.kind === "not_found") throw new AppError("not_found", "There is no such study.");
  const known = {
    seq: before.seq + news.entries.length,
    table: applyChanges(before.table, news.entries.flat()),
    maxTrials: news.max_trials,
  };
  remember(log.studyId, known);
  return { known, news };
}

function begin({ studyId, schedule: { of, space } }: StudyLog, known: Known): Following & { after(): Known } {
  const schedule = of(known.maxTrials);
  let table = known.table;
  const changes = (): readonly TableChange[] => changesBetween(known.table, table);
  return {
    schedule,
    maxTrials: known.maxTrials,
    get table() {
      return table;
    },
    tell(event) {
      const followed = followEvent(schedule, table, event);
      table = followed.table;
      return followed.answer;
    },
    step() {
      const added = changes();
      const children = added.flatMap((change): ChildRow[] =>
        change.kind === "decided" && change.child
          ? [{ ...change.child, id: newId(), fingerprint: fingerprintAssignments(space, change.child.assignments) }]
          : [],
      );
      return { studyId, after: known.seq, changes: added, children };
    },
    after: () => (changes().length === 0 ? known : { ...known, seq: known.seq + 1, table }),
  };
}

const tables = (): Map<string, Known> => processSingleton("schedule-tables", () => new Map<string, Known>());

function remember(studyId: string, known: Known): void {
  const kept = tables();
  // An entry may have been read meanwhile that is newer.
  if ((kept.get(studyId)?.seq ?? 0) > known.seq) return;
  kept.delete(studyId);
  kept.set(studyId, known);
  const [oldest] = kept.keys();
  if (kept.size > TABLES_MAX && oldest !== undefined) kept.delete(oldest);
}

const queues = (): Map<string, Promise<unknown>> => processSingleton("schedule-queues", () => new Map());

function oneAtATime<Outcome>(studyId: string, work: () => Promise<Outcome>): Promise<Outcome> {
  const before = queues().get(studyId) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  queues().set(studyId, settled);
  void settled.then(() => {
    if (queues().get(studyId) === settled) queues().delete(studyId);
  });
  return mine;
}
