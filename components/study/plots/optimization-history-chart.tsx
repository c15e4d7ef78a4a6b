"use client";

import { useCallback, useState } from "react";
import { ChartCanvas, type ChartView } from "@/components/chart/chart-canvas";
import { buttonClasses } from "@/components/ui/button-classes";
import { Icon } from "@/components/ui/icon";
import type { HistoryAxis, OptimizationHistory } from "@/lib/analysis/optimization-history";
import { formatNumber } from "@/lib/format/number";
import { optimizationHistoryOption } from "./optimization-history-option";

interface HistoryChartProps {
  readonly history: OptimizationHistory;
  readonly metric: string;
  readonly axis: HistoryAxis;
  readonly logarithmic: boolean;
  readonly matching?: ReadonlySet<number> | null;
  readonly selected?: number | null;
  /** Absent where a trial cannot be opened. */
  readonly onSelect?: (number: number) => void;
}

/** The plot itself, with a way back from a zoom. */
export function OptimizationHistoryChart({
  history,
  metric,
  axis,
  logarithmic,
  matching = null,
  selected = null,
  onSelect,
}: HistoryChartProps) {
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
        onSelect={(id) => onSelect?.(Number(id))}
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
