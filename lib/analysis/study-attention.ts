import type { StudySummary } from "../contract/study-summary";

const HOUR_MS = 3_600_000;
/** Fewer failures than this happen in healthy studies. */
const FAILURES_MIN = 3;
const FAILURE_SHARE = 0.2;

type Subject = Pick<StudySummary, "state" | "state_reason" | "trial_counts" | "last_activity_at" | "limits">;

/** Why someone should look at a study, in a sentence; null when nothing seems wrong. */
export function studyAttention(study: Subject, nowMs: number): string | null {
  const counts = study.trial_counts;
  if (study.state === "finished" && study.state_reason === "failures") return "Ended early: too many trials failed.";
  if (study.state !== "active") return null;
  const ended = counts.completed + counts.pruned + counts.infeasible + counts.failed;
  if (counts.failed >= FAILURES_MIN && counts.failed >= ended * FAILURE_SHARE)
    return `${counts.failed} of ${ended} trials failed.`;
  const quietMs = study.last_activity_at === null ? 0 : nowMs - Date.parse(study.last_activity_at);
  if (counts.running === 0 && quietMs > HOUR_MS) return "Stalled: nobody has asked for a trial in over an hour.";
  return null;
}
