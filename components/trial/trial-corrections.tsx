import type { TrialDetail } from "@/lib/contract/trial";
import { actorName } from "@/lib/format/actor-name";
import { formatAgo, formatExactTime } from "@/lib/format/date";
import { formatNumber, toNumber } from "@/lib/format/number";

interface TrialCorrectionsProps {
  readonly corrections: TrialDetail["corrections"];
  readonly nowMs: number;
}

/** What the trial was told before, who changed it, when and why; the newest first. */
export function TrialCorrections({ corrections, nowMs }: TrialCorrectionsProps) {
  if (corrections.length === 0) return null;
  return (
    <section aria-labelledby="trial-corrections">
      <h3 id="trial-corrections" className="mb-1.5 text-sm font-semibold">
        Corrections
      </h3>
      <ol className="flex flex-col gap-3 text-sm text-ink-soft">
        {corrections.toReversed().map((correction) => (
          <li key={correction.revision} className="flex flex-col gap-0.5">
            {Object.entries(correction.values).map(([metric, { from, to }]) => (
              <span key={metric} className="flex flex-wrap items-baseline gap-x-2 text-ink">
                <bdi className="wrap-anywhere">{metric}</bdi>
                <span className="font-mono text-xs">
                  <s className="text-ink-faint">{from === null ? "none" : formatNumber(toNumber(from.value), 6)}</s>
                  <span className="sr-only"> is now</span> → {formatNumber(toNumber(to.value), 6)}
                </span>
              </span>
            ))}
            <q className="break-words whitespace-pre-wrap">
              <bdi>{correction.reason}</bdi>
            </q>
            <span className="text-xs text-ink-faint">
              <bdi>{actorName(correction.by)}</bdi>,{" "}
              <time dateTime={correction.at} title={formatExactTime(correction.at)}>
                {formatAgo(correction.at, nowMs)}
              </time>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
