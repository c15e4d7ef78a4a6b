import { describeRung } from "@/lib/analysis/trial-course";
import type { TrialDetail } from "@/lib/contract/trial";
import { countOf } from "@/lib/format/count";
import { formatAgo, formatExactTime } from "@/lib/format/date";
import { formatNumber } from "@/lib/format/number";

interface TrialCourseProps {
  readonly trial: TrialDetail;
  readonly nowMs: number;
}

/** The rungs that the trial came to: what was decided there, and why. */
export function TrialRungs({ trial: { rungs }, nowMs }: TrialCourseProps) {
  if (rungs.length === 0) return null;
  return (
    <section aria-labelledby="trial-rungs">
      <h3 id="trial-rungs" className="mb-1.5 text-sm font-semibold">
        Rungs
        <span className="font-normal text-ink-faint">, bracket {rungs[0]?.bracket}</span>
      </h3>
      <ol className="flex flex-col gap-2 text-sm">
        {rungs.map((rung) => (
          <li key={rung.rung} className="flex gap-3 text-ink-soft">
            <span className="w-10 shrink-0 text-right font-medium text-ink tabular-nums" title="Resource of the rung">
              {formatNumber(rung.resource)}
            </span>
            <span className="min-w-0">
              <span className="text-ink">{describeRung(rung)}</span>
              {rung.why === null ? null : <span>. {rung.why}</span>}{" "}
              <time
                className="text-ink-faint"
                dateTime={rung.promotion?.promoted_at ?? rung.decided_at}
                title={formatExactTime(rung.promotion?.promoted_at ?? rung.decided_at)}
              >
                {formatAgo(rung.promotion?.promoted_at ?? rung.decided_at, nowMs)}
              </time>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** More than anybody reads; the newest is what a worker goes on from. */
const SHOWN = 5;

export function TrialCheckpoints({ trial: { checkpoints }, nowMs }: TrialCourseProps) {
  if (checkpoints.length === 0) return null;
  const more = checkpoints.length - SHOWN;
  return (
    <section aria-labelledby="trial-checkpoints">
      <h3 id="trial-checkpoints" className="mb-1.5 text-sm font-semibold">
        Checkpoints
      </h3>
      <ol className="flex flex-col gap-1.5 text-sm">
        {checkpoints.slice(0, SHOWN).map(({ attempt, step, uri, created_at }) => (
          <li key={`${attempt} ${step}`} className="flex gap-3 text-ink-soft">
            <span className="w-10 shrink-0 text-right text-ink tabular-nums" title="Step">
              {step}
            </span>
            <span className="min-w-0">
              <bdi className="font-mono text-xs wrap-anywhere">{uri}</bdi>{" "}
              <time className="text-ink-faint" dateTime={created_at} title={formatExactTime(created_at)}>
                {formatAgo(created_at, nowMs)}
              </time>
            </span>
          </li>
        ))}
      </ol>
      {more > 0 ? <p className="mt-1.5 pl-13 text-xs text-ink-faint">and {countOf(more, "older one")}</p> : null}
    </section>
  );
}
