"use client";

import { digitsRun } from "./digits-run";
import { RunPlot } from "./run-plot";
import { useReplay } from "./use-replay";

/** A study that improves, trial by trial, as it did in a run that took place: each dot a trial, the line the best so far. */
export function RunPicture() {
  const shown = useReplay(digitsRun.length);
  const told = digitsRun.slice(0, shown);
  const best = told.length === 0 ? null : Math.max(...told);
  return (
    <figure className="min-w-0 rounded-lg border border-line bg-surface p-4 shadow-card">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span className="font-medium">Handwritten digits, four workers</span>
        <span className="tabular-nums text-ink-soft">
          {shown} of {digitsRun.length} trials · best {best === null ? "–" : `${(best * 100).toFixed(1)} %`}
        </span>
      </figcaption>
      <div className="mt-3">
        <RunPlot run={digitsRun} shown={shown} width={560} height={300} className="max-sm:hidden" />
        <RunPlot run={digitsRun} shown={shown} width={330} height={230} className="sm:hidden" />
      </div>
      <p className="mt-2 text-xs text-ink-faint">
        Validation accuracy by trial, from a run of <code className="font-mono">npm run demo</code>. Hollow: below the
        axis.
      </p>
    </figure>
  );
}
