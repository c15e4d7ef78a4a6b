"use client";

import { useMemo, useState } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import { chartSvg } from "@/components/chart/chart-svg";
import { Segmented } from "@/components/ui/segmented";
import { emptyValuePlot, fewValuesHint } from "@/lib/analysis/empty-plot";
import { type HistoryAxis, optimizationHistory } from "@/lib/analysis/optimization-history";
import { optimizationHistoryTable } from "@/lib/analysis/optimization-history-table";
import type { StudyTrials } from "@/lib/analysis/study-trials";
import type { Objective } from "@/lib/contract/study";
import { OptimizationHistoryChart } from "./optimization-history-chart";
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
  const picture = useMemo(
    () => ({ history, metric, axis, logarithmic, matching, selected }),
    [history, metric, axis, logarithmic, matching, selected],
  );
  return (
    <ChartFrame
      id="optimization-history"
      title="Optimisation history"
      subject={subject}
      empty={emptyValuePlot(trials.points, metric)}
      hint={fewValuesHint(trials.points, metric)}
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
      picture={(view) => chartSvg({ buildOption: optimizationHistoryOption.bind(null, picture), height: 380 }, view)}
    >
      <OptimizationHistoryChart picture={picture} onSelect={onSelect} />
    </ChartFrame>
  );
}
