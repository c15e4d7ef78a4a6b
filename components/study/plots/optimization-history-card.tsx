"use client";

import { useMemo, useState } from "react";
import { buttonClasses } from "@/components/ui/button-classes";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Segmented } from "@/components/ui/segmented";
import { type HistoryAxis, optimizationHistory } from "@/lib/analysis/optimization-history";
import type { StudyTrials } from "@/lib/analysis/study-trials";
import type { Objective } from "@/lib/contract/study";
import { OptimizationHistoryChart } from "./optimization-history-chart";
import { OptimizationHistoryLegend } from "./optimization-history-legend";
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
        <OptimizationHistoryChart
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
