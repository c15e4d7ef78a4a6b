import type { Objective, Study } from "@/lib/contract/study";
import type { PlotAxis } from "./plot-axis";
import { sampleExtremes } from "./sample-extremes";
import { metricAxis, parameterAxis, variedParameters } from "./space-axis";
import { pointValue, type TrialPoint } from "./trial-point";

export interface SliceDot {
  readonly number: number;
  readonly x: number;
  /** From 0, the low end of the value axis, to 1. */
  readonly value: number;
  readonly canWin: boolean;
  readonly imported: boolean;
}

export interface SlicePanel {
  readonly parameter: string;
  readonly axis: PlotAxis;
  readonly dots: readonly SliceDot[];
  /** Scored trials in which the parameter was active. */
  readonly total: number;
}

export interface SlicePlot {
  readonly valueAxis: PlotAxis;
  readonly panels: readonly SlicePanel[];
  /** The trials that have a value, whatever their parameters. */
  readonly scored: readonly TrialPoint[];
  /** None of them was pruned or broke an outcome constraint. */
  readonly allCanWin: boolean;
  readonly anyImported: boolean;
}

interface SliceRequest {
  readonly study: Pick<Study, "search_space">;
  readonly points: readonly TrialPoint[];
  readonly objective: Objective;
  readonly maxDots?: number;
}

/** What each parameter alone shows of the objective: one panel per parameter, with the value axis in common. */
export function slicePlot({ study, points, objective, maxDots = 1200 }: SliceRequest): SlicePlot {
  const valueAxis = metricAxis({ points, metric: objective.metric, scale: "auto" });
  const scored = points.flatMap((point) => {
    const value = pointValue(point, objective.metric);
    const at = value === null || !Number.isFinite(value) ? null : valueAxis.place(value);
    return at === null ? [] : [{ point, at }];
  });
  const panels = variedParameters(study.search_space).map((parameter) => {
    const axis = parameterAxis(study.search_space, parameter);
    const dots = scored.flatMap(({ point, at }): SliceDot[] => {
      const x = axis.place(point.params[parameter]);
      if (x === null) return [];
      const { number, imported = false } = point;
      return [{ number, x: spread(axis, x, number), value: at, canWin: canWin(point), imported }];
    });
    return {
      parameter,
      axis,
      dots: sampleExtremes({ points: dots, limit: maxDots, keep: new Set<SliceDot>() }),
      total: dots.length,
    };
  });
  const trials = scored.map(({ point }) => point);
  const anyImported = trials.some(({ imported }) => imported);
  return { valueAxis, panels, scored: trials, allCanWin: trials.every(canWin), anyImported };
}

function canWin({ state, feasible }: TrialPoint): boolean {
  return state === "completed" && feasible !== false;
}

/** Dots of one category stand beside each other inside its band. */
function spread(axis: PlotAxis, x: number, number: number): number {
  if (axis.scale !== "category") return x;
  return x + ((((number * 0.618034) % 1) - 0.5) * 0.5) / Math.max(axis.ticks.length, 1);
}
