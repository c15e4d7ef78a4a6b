import type { ScheduleNews } from "@/server/db/sql/schedule-functions";
import { type Following, followSchedule, readNews, type StudyLog, type Wanted } from "./follow-schedule";

export interface Placed {
  /** Nothing new is started before a result comes in. */
  readonly isWaiting: boolean;
  /** The entry of the log up to which everybody was promoted who may be; null for a worker that nobody was promoted for. */
  readonly seen: number | null;
}

/**
 * Lets the scheduler do what it does when workers come: it hears of trials that ended by themselves, promotes, and gives
 * queued trials their place, so that as many as are wanted can be handed out. A promotion is made for who asks, not ahead
 * of time: by then others may be better.
 */
export function placeTrials(log: StudyLog, wanted: Wanted): Promise<Placed> {
  return followSchedule<Placed>(log, async (following) => {
    const { known, news } = await readNews(log, wanted);
    if (known.table !== following.table || known.maxTrials !== following.maxTrials) return "behind";
    const isWaiting = follow(following, {
      ...news,
      ...wanted,
      needsAssignments: log.schedule.needsAssignments,
    });
    const step = following.step();
    const { changes, after } = step;
    const seen = (seq: number) => (wanted.canResume ? seq : null);
    if (changes.length === 0) return { outcome: { isWaiting, seen: seen(after) }, isWritten: false };
    const isWritten = await log.functions.follow(step);
    return isWritten ? { outcome: { isWaiting, seen: seen(after + 1) }, isWritten } : "behind";
  });
}

interface Waiting extends ScheduleNews, Wanted {
  readonly needsAssignments: boolean;
}

function follow(following: Following, waiting: Waiting): boolean {
  const { ended, unplaced, ready, hands_out, want, canResume, needsAssignments } = waiting;
  for (const { number, outcome } of ended) following.tell({ kind: "end", trial: number, outcome });
  if (!hands_out) return false;
  const workers = Math.max(0, want - ready);
  // Whoever is promoted goes on from where it paused, which is not for everybody.
  let left = canResume ? workers - promote(following, workers) : workers;
  for (const { number, assignments, parent } of unplaced) {
    if (left <= 0) break;
    const own = needsAssignments ? { assignments } : {};
    const answer = following.tell({ kind: "start", trial: number, ...(parent === null ? own : { parent }) });
    if (answer.kind === "placed" && answer.placement !== null) left -= 1;
  }
  const { scheduler, setting } = following.schedule;
  return left > 0 && scheduler.place(setting, following.table, null) === null;
}

/** How many were promoted. */
function promote(following: Following, workers: number): number {
  const freed = workers === 0 ? null : following.tell({ kind: "free", workers });
  return freed?.kind === "promoted" ? freed.promotions.length : 0;
}
