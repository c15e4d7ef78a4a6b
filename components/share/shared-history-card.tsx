"use client";

import { useMemo } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import { chartSvg } from "@/components/chart/chart-svg";
import { OptimizationHistoryChart } from "@/components/study/plots/optimization-history-chart";
import {
  optimizationHistoryLegend,
  optimizationHistoryRemarks,
} from "@/components/study/plots/optimization-history-legend";
import { optimizationHistoryOption } from "@/components/study/plots/optimization-history-option";
import { emptyValuePlot, fewValuesHint } from "@/lib/analysis/empty-plot";
import { optimizationHistory } from "@/lib/analysis/optimization-history";
import { optimizationHistoryTable } from "@/lib/analysis/optimization-history-table";
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
  const points = useMemo(() => sharedPoints(history), [history]);
  const drawn = useMemo(() => optimizationHistory({ points, objective, axis: "trial" }), [points, objective]);
  const picture = useMemo(
    () =>
      ({
        history: drawn,
        metric: objective.metric,
        axis: "trial",
        logarithmic: false,
        matching: null,
        selected: null,
      }) as const,
    [drawn, objective.metric],
  );
  return (
    <ChartFrame
      id={`history-${objective.metric}`}
      title={`Course of ${objective.metric}`}
      empty={emptyValuePlot(points, objective.metric)}
      hint={fewValuesHint(points, objective.metric)}
      legend={optimizationHistoryLegend(drawn)}
      remarks={optimizationHistoryRemarks(drawn, total)}
      table={() => optimizationHistoryTable({ history: drawn, objective, axis: "trial" })}
      picture={(view) => chartSvg({ buildOption: optimizationHistoryOption.bind(null, picture), height: 380 }, view)}
    >
      <OptimizationHistoryChart picture={picture} />
    </ChartFrame>
  );
}
