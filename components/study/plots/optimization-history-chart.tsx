"use client";

import { useMemo } from "react";
import { ZoomableChart } from "@/components/chart/zoomable-chart";
import type { OptimizationHistory } from "@/lib/analysis/optimization-history";
import { formatNumber } from "@/lib/format/number";
import { type HistoryPicture, optimizationHistoryOption } from "./optimization-history-option";

interface OptimizationHistoryChartProps {
  readonly picture: HistoryPicture;
  /** Absent where a trial cannot be opened. */
  readonly onSelect?: (number: number) => void;
}

/** The plot itself; `picture` is to be the same object as long as nothing in it changed. */
export function OptimizationHistoryChart({ picture, onSelect }: OptimizationHistoryChartProps) {
  const buildOption = useMemo(() => optimizationHistoryOption.bind(null, picture), [picture]);
  return (
    <ZoomableChart
      label={describe(picture.history, picture.metric)}
      buildOption={buildOption}
      onSelect={(id) => onSelect?.(Number(id))}
    />
  );
}

function describe(history: OptimizationHistory, metric: string): string {
  const best = history.bestSoFar.at(-1);
  if (best === undefined) return `Optimisation history of ${metric}. No trial has completed yet.`;
  const improvements = history.bestSoFar.length - 1;
  return `Optimisation history of ${metric}: best ${formatNumber(best.value, 6)} in trial ${best.trial.number}, improved ${improvements} times.`;
}
