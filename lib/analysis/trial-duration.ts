/** How long a trial ran, or has run by now; `null` before its start. */
export function trialDurationMs(
  trial: { started_at: string | null; finished_at: string | null },
  nowMs: number,
): number | null {
  if (trial.started_at === null) return null;
  const end = trial.finished_at === null ? nowMs : Date.parse(trial.finished_at);
  return Math.max(0, end - Date.parse(trial.started_at));
}
