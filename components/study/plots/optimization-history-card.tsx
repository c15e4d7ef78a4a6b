"use client";

import { useCallback, useMemo, useState } from "react";
import { ChartCanvas, type ChartView } from "@/components/chart/chart-canvas";
import { buttonClasses } from "@/components/ui/button-classes";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Segmented } from "@/components/ui/segmented";
import { type HistoryAxis, type OptimizationHistory, optimizationHistory } from "@/lib/analysis/optimization-history";
import type { StudyTrials } from "@/lib/analysis/study-trials";
import type { Objective } from "@/lib/contract/study";
import { formatNumber } from "@/lib/format/number";
import { OptimizationHistoryLegend } from "./optimization-history-legend";
import { optimizationHistoryOption } from "./optimization-history-option";
import { OptimizationHistoryTable } from "./optimization-history-table";

interface OptimizationHistoryCardProps {
  readonly trials: StudyTrials;
  readonly objective: Objective;
  /** Trials that the page's filter leaves; null for all. */
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
}

/** The value of each trial and the best so far, over trial numbers or over time. */
export function OptimizationHistoryCard({
  trials,
  objective,
  matching,
  selected,
  onSelect,
}: OptimizationHistoryCardProps) {
  const [axis, setAxis] = useState<HistoryAxis>("trial");
  const [scale, setScale] = useState<"linear" | "log">("linear");
  const [view, setView] = useState<"chart" | "table">("chart");
  const history = useMemo(
    () => optimizationHistory({ points: trials.points, objective, axis }),
    [trials, objective, axis],
  );
  const canLog = [...history.scored, ...history.outOfContest].every((point) => point.value > 0);
  return (
    <Card
      id="optimization-history"
      title="Optimisation history"
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
          <button
            type="button"
            className={buttonClasses({ variant: "quiet", size: "sm" })}
            onClick={() => setView(view === "chart" ? "table" : "chart")}
          >
            <Icon name={view === "chart" ? "table" : "chart"} className="size-3.5" />
            {view === "chart" ? "Table" : "Chart"}
          </button>
        </>
      }
    >
      {view === "table" ? (
        <OptimizationHistoryTable history={history} metric={objective.metric} onSelect={onSelect} />
      ) : (
        <HistoryChart
          history={history}
          metric={objective.metric}
          axis={axis}
          logarithmic={canLog && scale === "log"}
          matching={matching}
          selected={selected}
          onSelect={onSelect}
        />
      )}
      <OptimizationHistoryLegend history={history} total={trials.total} />
    </Card>
  );
}

interface HistoryChartProps {
  readonly history: OptimizationHistory;
  readonly metric: string;
  readonly axis: HistoryAxis;
  readonly logarithmic: boolean;
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
}

function HistoryChart({ history, metric, axis, logarithmic, matching, selected, onSelect }: HistoryChartProps) {
  const [zoom, setZoom] = useState({ on: false, resets: 0 });
  const buildOption = useCallback(
    (view: ChartView) => optimizationHistoryOption({ history, metric, axis, logarithmic, matching, selected }, view),
    [history, metric, axis, logarithmic, matching, selected],
  );
  return (
    <div className="relative flex min-h-80 flex-1">
      <ChartCanvas
        label={describe(history, metric)}
        buildOption={buildOption}
        onSelect={(id) => onSelect(Number(id))}
        zoomResets={zoom.resets}
        onZoomed={() => setZoom((before) => (before.on ? before : { ...before, on: true }))}
        className="min-h-80 w-full flex-1"
      />
      {zoom.on ? (
        <button
          type="button"
          className={`absolute top-3 right-5 bg-raised ${buttonClasses({ size: "sm" })}`}
          onClick={() => setZoom(({ resets }) => ({ on: false, resets: resets + 1 }))}
        >
          <Icon name="zoomOut" className="size-3.5" />
          Show all
        </button>
      ) : null}
    </div>
  );
}

function describe(history: OptimizationHistory, metric: string): string {
  const best = history.bestSoFar.at(-1);
  if (best === undefined) return `Optimisation history of ${metric}. No trial has completed yet.`;
  const improvements = history.bestSoFar.length - 1;
  return `Optimisation history of ${metric}: best ${formatNumber(best.value, 6)} in trial ${best.trial.number}, improved ${improvements} times.`;
}
