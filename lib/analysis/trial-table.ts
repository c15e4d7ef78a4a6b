import { originColumn } from "./origin-column";
import type { PlotCell, PlotTable } from "./plot-table";
import type { TrialPoint } from "./trial-point";

interface TrialTableRequest {
  /** In the order of the rows. */
  readonly points: readonly TrialPoint[];
  readonly parameters: readonly string[];
  readonly metrics: readonly string[];
}

/** Trials with their parameters and results, a row each: the numbers behind a plot that draws trials. */
export function trialTable({ points, parameters, metrics }: TrialTableRequest): PlotTable {
  const isNumeric = (name: string) => points.every(({ params }) => typeof (params[name] ?? 0) === "number");
  const origin = originColumn(points);
  return {
    columns: [
      { name: "Trial", numeric: true },
      { name: "State", numeric: false },
      ...origin.columns,
      ...parameters.map((name) => ({ name, numeric: isNumeric(name) })),
      ...metrics.map((name) => ({ name, numeric: true })),
    ],
    rows: points.map((point) => [
      point.number,
      point.state,
      ...origin.cells(point),
      ...parameters.map((name): PlotCell => point.params[name] ?? null),
      ...metrics.map((metric): PlotCell => point.values[metric] ?? null),
    ]),
  };
}
