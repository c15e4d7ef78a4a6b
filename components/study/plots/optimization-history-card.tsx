"use client";

import { useMemo, useState } from "react";
import type { ChartView } from "@/components/chart/chart-canvas";
import { ChartFrame } from "@/components/chart/chart-frame";
import { chartSvg } from "@/components/chart/chart-svg";
import { ZoomableChart } from "@/components/chart/zoomable-chart";
import { Segmented } from "@/components/ui/segmented";
import { type HistoryAxis, type OptimizationHistory, optimizationHistory } from "@/lib/analysis/optimization-history";
import { optimizationHistoryTable } from "@/lib/analysis/optimization-history-table";
import type { StudyTrials } from "@/lib/analysis/study-trials";
import type { Objective } from "@/lib/contract/study";
import { formatNumber } from "@/lib/format/number";
import { optimizationHistoryLegend, optimizationHistoryRemarks } from "./optimization-history-legend";
import { optimizationHistoryOption } from "./optimization-history-option";

interface OptimizationHistoryCardProps {
  readonly trials: StudyTrials;
  readonly objective: Objective;
  /** Trials that the page's filter leaves; null for all. */
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
  /** The study's name, for files of the plot. */
  readonly subject?: string;
}

/** The value of each trial and the best so far, over trial numbers or over time. */
export function OptimizationHistoryCard(props: OptimizationHistoryCardProps) {
  const { trials, objective, matching, selected, onSelect, subject } = props;
  const { metric } = objective;
  const [axis, setAxis] = useState<HistoryAxis>("trial");
  const [scale, setScale] = useState<"linear" | "log">("linear");
  const history = useMemo(
    () => optimizationHistory({ points: trials.points, objective, axis }),
    [trials, objective, axis],
  );
  const canLog = [...history.scored, ...history.outOfContest].every((point) => point.value > 0);
  const logarithmic = canLog && scale === "log";
  const buildOption = useMemo(
    () => (view: ChartView) =>
      optimizationHistoryOption({ history, metric, axis, logarithmic, matching, selected }, view),
    [history, metric, axis, logarithmic, matching, selected],
  );
  return (
    <ChartFrame
      id="optimization-history"
      title="Optimisation history"
      subject={subject}
      actions={
        <>
          <Segmented
            label="Horizontal axis"
            value={axis}
            onChange={setAxis}
            options={{ trial: "By trial", time: "By time" }}
          />
          {canLog ? (
            <Segmented
              label="Value axis"
              value={scale}
              onChange={setScale}
              options={{ linear: "Linear", log: "Log" }}
            />
          ) : null}
        </>
      }
      legend={optimizationHistoryLegend(history)}
      remarks={optimizationHistoryRemarks(history, trials.total)}
      table={() => optimizationHistoryTable({ history, objective, axis })}
      onSelectRow={([number]) => onSelect(Number(number))}
      picture={(view) => chartSvg({ buildOption, height: 380 }, view)}
    >
      <ZoomableChart
        label={describe(history, metric)}
        buildOption={buildOption}
        onSelect={(id) => onSelect(Number(id))}
      />
    </ChartFrame>
  );
}

function describe(history: OptimizationHistory, metric: string): string {
  const best = history.bestSoFar.at(-1);
  if (best === undefined) return `Optimisation history of ${metric}. No trial has completed yet.`;
  const improvements = history.bestSoFar.length - 1;
  return `Optimisation history of ${metric}: best ${formatNumber(best.value, 6)} in trial ${best.trial.number}, improved ${improvements} times.`;
}
