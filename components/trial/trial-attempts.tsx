import { describeAttemptEnd, describeLease } from "@/lib/analysis/trial-course";
import type { TrialDetail } from "@/lib/contract/trial";
import { formatAgo, formatExactTime } from "@/lib/format/date";
import { formatDuration } from "@/lib/format/duration";

interface TrialAttemptsProps {
  readonly trial: TrialDetail;
  readonly nowMs: number;
}

/** Who had the trial, from when to when, and how it ended; the newest first. */
export function TrialAttempts({ trial, nowMs }: TrialAttemptsProps) {
  if (trial.attempts.length === 0) return null;
  const lease = describeLease(trial, nowMs);
  return (
    <section aria-labelledby="trial-attempts">
      <h3 id="trial-attempts" className="mb-1.5 text-sm font-semibold">
        Attempts
      </h3>
      <ol className="flex flex-col gap-1.5 text-sm">
        {trial.attempts.toReversed().map((attempt) => (
          <li key={attempt.number} className="flex gap-3 text-ink-soft">
            <span className="w-4 shrink-0 text-right text-ink tabular-nums">{attempt.number}</span>
            <span className="flex min-w-0 flex-wrap gap-x-3">
              <time dateTime={attempt.started_at} title={spanOf(attempt.started_at, attempt.ended_at)}>
                began {formatAgo(attempt.started_at, nowMs)}
              </time>
              <span>
                {attempt.ended_at === null ? "running for " : "ran "}
                {formatDuration(
                  (attempt.ended_at === null ? nowMs : Date.parse(attempt.ended_at)) - Date.parse(attempt.started_at),
                )}
              </span>
              {attempt.worker_id === null ? null : <bdi className="wrap-anywhere">{attempt.worker_id}</bdi>}
              {attempt.end_reason === null ? null : <bdi>{describeAttemptEnd(attempt.end_reason)}</bdi>}
              {attempt.number === trial.attempt && attempt.ended_at === null && lease !== null ? (
                <span>{lease}</span>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function spanOf(from: string, to: string | null): string {
  return to === null ? `from ${formatExactTime(from)}` : `from ${formatExactTime(from)} to ${formatExactTime(to)}`;
}
