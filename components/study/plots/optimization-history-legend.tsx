import type { OptimizationHistory } from "@/lib/analysis/optimization-history";
import { countOf, formatCount } from "@/lib/format/count";

/** What the marks mean, and what the picture leaves out. */
export function OptimizationHistoryLegend({
  history,
  total,
}: {
  readonly history: OptimizationHistory;
  /** Trials there are; more than the plot knows where the study is very large. */
  readonly total: number;
}) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 px-4 pb-3 text-xs text-ink-soft">
      <Entry mark="h-0.5 w-4 rounded-full bg-accent">best so far</Entry>
      <Entry mark="size-2 rounded-full bg-completed/70">completed</Entry>
      {history.outOfContest.length > 0 ? (
        <Entry mark="size-2 rounded-full border-[1.5px] border-pruned">pruned or infeasible</Entry>
      ) : null}
      {history.fence.beyond > 0 ? (
        <li>{countOf(history.fence.beyond, "value")} beyond the axis, marked at its edge</li>
      ) : null}
      {history.shown < total ? (
        <li>
          {formatCount(history.shown)} of {countOf(total, "trial")} drawn
        </li>
      ) : null}
    </ul>
  );
}

function Entry({ mark, children }: { readonly mark: string; readonly children: string }) {
  return (
    <li className="flex items-center gap-1.5">
      <span aria-hidden="true" className={mark} />
      {children}
    </li>
  );
}
