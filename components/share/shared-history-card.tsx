"use client";

import { useMemo, useState } from "react";
import { OptimizationHistoryChart } from "@/components/study/plots/optimization-history-chart";
import { OptimizationHistoryLegend } from "@/components/study/plots/optimization-history-legend";
import { OptimizationHistoryTable } from "@/components/study/plots/optimization-history-table";
import { Card } from "@/components/ui/card";
import { Segmented } from "@/components/ui/segmented";
import { optimizationHistory } from "@/lib/analysis/optimization-history";
import { sharedPoints } from "@/lib/analysis/shared-study";
import type { SharedHistory } from "@/lib/contract/shared-study";
import type { Objective } from "@/lib/contract/study";

interface SharedHistoryCardProps {
  readonly objective: Objective;
  readonly history: SharedHistory;
  /** Trials there are; more than are in the history where the study is large. */
  readonly total: number;
}

/** The value of each trial and the best so far. */
export function SharedHistoryCard({ objective, history, total }: SharedHistoryCardProps) {
  const [view, setView] = useState<"chart" | "table">("chart");
  const picture = useMemo(
    () => optimizationHistory({ points: sharedPoints(history), objective, axis: "trial" }),
    [history, objective],
  );
  return (
    <Card
      id={`history-${objective.metric}`}
      title={
        <>
          Course of <bdi className="break-all">{objective.metric}</bdi>
        </>
      }
      actions={
        <Segmented label="Shown as" value={view} onChange={setView} options={{ chart: "Chart", table: "Table" }} />
      }
    >
      {view === "table" ? (
        <OptimizationHistoryTable history={picture} metric={objective.metric} />
      ) : (
        <OptimizationHistoryChart history={picture} metric={objective.metric} axis="trial" logarithmic={false} />
      )}
      <OptimizationHistoryLegend history={picture} total={total} />
    </Card>
  );
}
