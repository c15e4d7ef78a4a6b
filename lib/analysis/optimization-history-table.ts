import type { Objective } from "@/lib/contract/study";
import type { HistoryAxis, OptimizationHistory } from "./optimization-history";
import { originColumn } from "./origin-column";
import type { PlotTable } from "./plot-table";

interface HistoryTableRequest {
  readonly history: OptimizationHistory;
  readonly objective: Objective;
  readonly axis: HistoryAxis;
}

/** The optimisation history as rows: each trial that is drawn, and the best value when it ended. */
export function optimizationHistoryTable({ history, objective, axis }: HistoryTableRequest): PlotTable {
  const drawn = [...history.scored, ...history.outOfContest, ...history.lanes].toSorted(
    (a, b) => a.x - b.x || a.trial.number - b.trial.number,
  );
  const corners = new Map(history.bestSoFar.map(({ trial, value }) => [trial, value]));
  const origin = originColumn(drawn.map(({ trial }) => trial));
  let best: number | null = null;
  return {
    columns: [
      { name: "Trial", numeric: true },
      ...(axis === "time" ? [{ name: "Minutes since the first start", numeric: true }] : []),
      { name: "State", numeric: false },
      ...origin.columns,
      { name: objective.metric, numeric: true },
      { name: `Best ${objective.metric} so far`, numeric: true },
    ],
    rows: drawn.map(({ trial, x }) => {
      best = corners.get(trial) ?? best;
      const minutes = axis === "time" ? [Number(x.toFixed(3))] : [];
      const value = trial.values[objective.metric] ?? null;
      return [trial.number, ...minutes, trial.state, ...origin.cells(trial), value, best];
    }),
  };
}
