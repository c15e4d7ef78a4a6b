import type { StudyCurves, TrialCurve } from "../contract/study-curves";
import { countOf, countOfAll, formatCount } from "../format/count";
import { toNumber } from "../format/number";
import type { EmptyPlot } from "./empty-plot";
import { originColumn } from "./origin-column";
import type { PlotTable } from "./plot-table";

export type CurveRank = "incumbent" | "best" | "running" | "peer";

export interface DrawnCurve extends Pick<TrialCurve, "number" | "state" | "imported"> {
  readonly rank: CurveRank;
  /** A value that is not finite is a gap. */
  readonly points: readonly (readonly [step: number, value: number | null])[];
  /** The last finite point. */
  readonly last: { readonly step: number; readonly value: number } | null;
}

export interface CurvesView {
  /** Peers first, so that the others are drawn upon them. */
  readonly curves: readonly DrawnCurve[];
  /** Resources at which the scheduler decides. */
  readonly rungs: readonly number[];
  /** Whether each value may stand on a logarithmic axis. */
  readonly canLog: boolean;
  readonly remarks: readonly string[];
}

interface CurvesRequest {
  readonly data: StudyCurves;
  readonly rungs: readonly number[];
  /** The number of the best trial, which is drawn last. */
  readonly incumbent: number | null;
}

/** Few enough that each line can be made out among the others. */
export const RUNG_LINES_MAX = 12;
const ORDER: Readonly<Record<CurveRank, number>> = { peer: 0, best: 1, running: 2, incumbent: 3 };

/** Learning curves of many trials: greyed peers below, then the best, then those that run, and the incumbent on top. */
export function curvesView({ data, rungs, incumbent }: CurvesRequest): CurvesView {
  const curves = data.curves
    .map((curve) => drawn(curve, incumbent))
    .toSorted((one, other) => ORDER[one.rank] - ORDER[other.rank] || one.number - other.number);
  const values = curves.flatMap(({ points }) => points.flatMap(([, value]) => (value === null ? [] : [value])));
  const capped = data.curves.length < data.total;
  return {
    curves,
    rungs: rungs.length > RUNG_LINES_MAX ? [] : rungs,
    canLog: values.length > 0 && values.every((value) => value > 0),
    remarks: [
      ...(capped
        ? [
            `${countOfAll(data.curves.length, data.total, "trial")} drawn: of those with a curve the best, those that run, and others evenly`,
          ]
        : []),
      ...(data.thinned ? ["Long curves are thinned"] : []),
    ],
  };
}

function drawn({ number, state, imported, role, steps, values }: TrialCurve, incumbent: number | null): DrawnCurve {
  const points = steps.map((step, place) => {
    const value = toNumber(values[place] ?? "NaN");
    return [step, Number.isFinite(value) ? value : null] as const;
  });
  const finite = points.findLast(([, value]) => value !== null);
  return {
    number,
    state,
    imported,
    rank: number === incumbent ? "incumbent" : role,
    points,
    last: finite === undefined || finite[1] === null ? null : { step: finite[0], value: finite[1] },
  };
}

export function emptyCurves({ metric, total, curves }: StudyCurves): EmptyPlot | null {
  if (curves.some(({ steps }) => steps.length > 0)) return null;
  return {
    title: "No measurement yet",
    text:
      total === 0
        ? "What trials measure while they train is drawn here."
        : `${countOf(total, "trial")} are there, none of which has reported ${metric} at a step.`,
  };
}

/** Every point that is drawn. */
export function curvesTable({ curves }: CurvesView, metric: string): PlotTable {
  const origin = originColumn(curves);
  return {
    columns: [
      { name: "Trial", numeric: true },
      { name: "State", numeric: false },
      ...origin.columns,
      { name: "Step", numeric: true },
      { name: metric, numeric: true },
    ],
    rows: curves
      .toSorted((one, other) => one.number - other.number)
      .flatMap((curve) =>
        curve.points.map(([step, value]) => [curve.number, curve.state, ...origin.cells(curve), step, value]),
      ),
  };
}

export function describeCurves({ curves }: CurvesView, metric: string): string {
  const running = curves.filter(({ state }) => state === "running").length;
  return `${metric} over steps of ${countOf(curves.length, "trial")}, ${formatCount(running)} of them running.`;
}
