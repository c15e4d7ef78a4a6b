import type { LegendEntry } from "@/components/chart/chart-legend";
import { type HistoryLane, historyLanes, type OptimizationHistory } from "@/lib/analysis/optimization-history";
import { countOf, formatCount } from "@/lib/format/count";

const LANES: Readonly<Record<HistoryLane, LegendEntry>> = {
  unfinished: { label: "unfinished", mark: "ring", color: "running" },
  "no value": { label: "no value", mark: "square", color: "pruned" },
  failed: { label: "failed", mark: "cross", color: "failed" },
};

/** What the marks mean; only those that are there. */
export function optimizationHistoryLegend(history: OptimizationHistory): readonly LegendEntry[] {
  return [
    { label: "best so far", mark: "line", color: "accent" },
    { label: "completed", mark: "dot", color: "completed" },
    ...(history.scored.some(({ trial }) => trial.imported === true)
      ? [{ label: "imported", mark: "diamond", color: "completed" } as const]
      : []),
    ...(history.outOfContest.length > 0
      ? [{ label: "pruned or infeasible", mark: "ring", color: "pruned" } as const]
      : []),
    ...historyLanes.flatMap((lane) => (history.lanes.some((trial) => trial.lane === lane) ? [LANES[lane]] : [])),
  ];
}

/** What the picture leaves out. The study may have more trials than the plot knows. */
export function optimizationHistoryRemarks(history: OptimizationHistory, total: number): readonly string[] {
  const { beyond } = history.fence;
  return [
    ...(beyond > 0 ? [`${countOf(beyond, "value")} beyond the axis, marked at its edge`] : []),
    ...(history.shown < total ? [`${formatCount(history.shown)} of ${countOf(total, "trial")} drawn`] : []),
  ];
}
