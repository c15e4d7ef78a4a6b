"use client";

import { useState } from "react";
import { usageBars } from "@/lib/analysis/usage-bars";
import type { EndState, UsageDay } from "@/lib/contract/workspace-usage";
import { countOf, formatCount } from "@/lib/format/count";
import { formatDay } from "@/lib/format/date";

/** As classes: no inline styles in the first page. */
const INK: Readonly<Record<EndState, { readonly fill: string; readonly background: string }>> = {
  completed: { fill: "fill-completed", background: "bg-completed" },
  pruned: { fill: "fill-pruned", background: "bg-pruned" },
  infeasible: { fill: "fill-infeasible", background: "bg-infeasible" },
  failed: { fill: "fill-failed", background: "bg-failed" },
  cancelled: { fill: "fill-cancelled", background: "bg-cancelled" },
};

const DAY_WIDTH = 10;
const HEIGHT = 100;
/** A day of a few trials beside days of thousands is seen nevertheless. */
const LEAST_HEIGHT = 1.5;

/** What all of the chart's height is drawn as for a day that takes this share of it. */
const heightOf = (share: number) => Math.max(HEIGHT, LEAST_HEIGHT / share);

/** Trials that ended, day by day. What a day was is said above the bars: a tooltip would cover its neighbors. */
export function UsageChart({ days }: { readonly days: readonly UsageDay[] }) {
  const [pointed, setPointed] = useState<number>();
  const { bars, top, total, states } = usageBars(days);
  const bar = pointed === undefined ? undefined : bars[pointed];
  if (total === 0)
    return (
      <p className="px-4 py-6 text-sm text-ink-soft">
        No trial has ended in the last {days.length} days. Each day on which some do gets a bar here.
      </p>
    );
  return (
    <div className="flex flex-1 flex-col px-4 pt-3 pb-3">
      <p className="min-h-9 text-xs text-ink-soft sm:min-h-5">
        {bar?.text ?? `${countOf(total, "trial")} ended; the most on one day: ${formatCount(top)}`}
      </p>
      <svg
        role="img"
        aria-label={`Trials ended per day: ${formatCount(total)} in ${days.length} days, at most ${formatCount(top)} on one day`}
        viewBox={`0 0 ${bars.length * DAY_WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="mt-2 h-28 min-h-28 w-full flex-1 border-b border-line-strong"
        onPointerLeave={() => setPointed(undefined)}
      >
        {bars.map(({ day, total: ended, segments }, index) => (
          <g key={day} onPointerEnter={() => setPointed(index)}>
            <rect
              x={index * DAY_WIDTH}
              width={DAY_WIDTH}
              height={HEIGHT}
              className={index === pointed ? "fill-hover" : "fill-transparent"}
            />
            {segments.map(({ state, from, share }) => (
              <rect
                key={state}
                x={index * DAY_WIDTH + 1}
                y={HEIGHT - (from + share) * heightOf(ended / top)}
                width={DAY_WIDTH - 2}
                height={share * heightOf(ended / top)}
                className={INK[state].fill}
              />
            ))}
          </g>
        ))}
      </svg>
      <p className="mt-1 flex justify-between text-2xs text-ink-faint">
        <span>{formatDay(days[0]?.day ?? "")}</span>
        <span>today</span>
      </p>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft">
        {states.map((state) => (
          <li key={state} className="flex items-center gap-1.5">
            <span className={`size-2 rounded-xs ${INK[state].background}`} aria-hidden="true" />
            {state}
          </li>
        ))}
      </ul>
    </div>
  );
}
