import type { Objective, Study } from "@/lib/contract/study";
import { formatField, formatLiteral } from "@/lib/domain/trial-filter/format-field";
import type { FilterField } from "@/lib/domain/trial-filter/trial-filter";
import { formatParameterName } from "@/lib/format/parameter-name";
import type { PlotAxis } from "./plot-axis";
import type { PlotTable } from "./plot-table";
import { rankTrials } from "./rank-trials";
import { metricAxis, parameterAxis, variedParameters } from "./space-axis";
import { pointValue, type TrialPoint } from "./trial-point";
import { trialTable } from "./trial-table";

export interface ParallelAxis {
  readonly key: string;
  readonly name: string;
  readonly field: Extract<FilterField, { readonly name: string }>;
  readonly axis: PlotAxis;
}

export interface ParallelLine {
  readonly number: number;
  /** A place per axis, in the order of the axes; null where the trial has no such value. */
  readonly places: readonly (number | null)[];
  /** 0 for the best of all that can win, 1 for the last; null for those that cannot. */
  readonly rank: number | null;
  readonly imported: boolean;
}

export interface ParallelPlot {
  readonly axes: readonly ParallelAxis[];
  /** Worst first, so that the best are drawn over the rest. */
  readonly lines: readonly ParallelLine[];
  readonly total: number;
}

/** A stretch of an axis, from 0 to 1. */
export interface Brush {
  readonly low: number;
  readonly high: number;
}
export type Brushes = Readonly<Record<string, Brush>>;

interface ParallelRequest {
  readonly study: Pick<Study, "search_space" | "objectives">;
  readonly points: readonly TrialPoint[];
  /** Axes by key in the order to show; absent: the parameters and then the objectives. */
  readonly order?: readonly string[] | undefined;
  /** Only the best so many. */
  readonly top?: number | null;
  readonly maxLines?: number;
}

/** More axes than this are there to choose from, but not shown at first. */
const AXES_AT_FIRST = 9;

export function parallelAxes(study: ParallelRequest["study"], points: readonly TrialPoint[]): readonly ParallelAxis[] {
  return [
    ...variedParameters(study.search_space).map((name) => ({
      key: `param ${name}`,
      name: formatParameterName(name),
      field: { kind: "param" as const, name },
      axis: parameterAxis(study.search_space, name),
    })),
    ...study.objectives.map(({ metric }) => ({
      key: `value ${metric}`,
      name: metric,
      field: { kind: "value" as const, name: metric },
      axis: metricAxis({ points, metric, scale: "auto" }),
    })),
  ];
}

/** The axes shown at first: the first parameters and every objective. */
export function firstAxes(axes: readonly ParallelAxis[]): readonly string[] {
  const metrics = axes.filter(({ field }) => field.kind === "value");
  const parameters = axes.filter(({ field }) => field.kind === "param");
  return [...parameters.slice(0, Math.max(1, AXES_AT_FIRST - metrics.length)), ...metrics].map(({ key }) => key);
}

/** Each trial as a line over its parameters and results. */
export function parallelCoordinates(request: ParallelRequest): ParallelPlot {
  const { study, points, top = null, maxLines = 4000 } = request;
  const all = parallelAxes(study, points);
  const order = request.order ?? firstAxes(all);
  const axes = order.flatMap((key) => all.filter((axis) => axis.key === key));
  const [objective] = study.objectives;
  const ranks = objective === undefined ? new Map<number, number>() : ranksOf(points, objective);
  const drawn = points.filter((point) => point.state !== "queued" && point.state !== "cancelled");
  const chosen = top === null ? drawn : drawn.filter(({ number }) => (ranks.get(number) ?? Infinity) < top);
  const scored = Math.max(1, ranks.size - 1);
  const lines = thin(chosen, { ranks, limit: maxLines }).map((point) => {
    const rank = ranks.get(point.number);
    return {
      number: point.number,
      places: axes.map((axis) => placeOf(axis, point)),
      rank: rank === undefined ? null : rank / scored,
      imported: point.imported ?? false,
    };
  });
  return { axes, lines: lines.toSorted((a, b) => (b.rank ?? 2) - (a.rank ?? 2)), total: chosen.length };
}

function ranksOf(points: readonly TrialPoint[], objective: Objective): ReadonlyMap<number, number> {
  return new Map(rankTrials(points, objective).map(({ number }, rank) => [number, rank]));
}

/** Keeps the best half of the room and spreads the rest evenly over all others. */
function thin(
  points: readonly TrialPoint[],
  { ranks, limit }: { readonly ranks: ReadonlyMap<number, number>; readonly limit: number },
): readonly TrialPoint[] {
  if (points.length <= limit) return points;
  const best = limit / 2;
  const isBest = ({ number }: TrialPoint) => (ranks.get(number) ?? Infinity) < best;
  const others = points.filter((point) => !isBest(point));
  const every = others.length / (limit - best);
  const sampled = Array.from({ length: Math.floor(limit - best) }, (_, index) => others[Math.floor(index * every)]);
  return [...points.filter(isBest), ...sampled.filter((point) => point !== undefined)];
}

function placeOf({ field, axis }: ParallelAxis, point: TrialPoint): number | null {
  if (field.kind === "value") {
    const value = pointValue(point, field.name);
    return value === null || !Number.isFinite(value) ? null : axis.place(value);
  }
  const place = axis.place(point.params[field.name]);
  if (place === null || axis.scale !== "category") return place;
  // Lines through one category fan out inside its band, always at the same place for the same trial.
  const bands = axis.ticks.length;
  return place + ((((point.number * 0.618034) % 1) - 0.5) * 0.6) / Math.max(bands, 1);
}

/** The trials that are drawn, best first, with the values of the axes. */
export function parallelTable({ plot, points }: { plot: ParallelPlot; points: readonly TrialPoint[] }): PlotTable {
  const byNumber = new Map(points.map((point) => [point.number, point]));
  const names = (kind: "param" | "value") =>
    plot.axes.flatMap(({ field }) => (field.kind === kind ? [field.name] : []));
  return trialTable({
    points: plot.lines.toReversed().flatMap(({ number }) => byNumber.get(number) ?? []),
    parameters: names("param"),
    metrics: names("value"),
  });
}

/** Whether a line goes through every brushed stretch. */
export function passes(
  line: ParallelLine,
  { axes, brushes }: { axes: readonly ParallelAxis[]; brushes: Brushes },
): boolean {
  return axes.every(({ key }, index) => {
    const brush = brushes[key];
    if (brush === undefined) return true;
    const place = line.places[index];
    return place !== null && place !== undefined && place >= brush.low && place <= brush.high;
  });
}

/** The brushes as a filter for the table and all other plots; empty without any. */
export function brushFilter(axes: readonly ParallelAxis[], brushes: Brushes): string {
  return axes
    .flatMap(({ key, field, axis }) => {
      const brush = brushes[key];
      return brush === undefined ? [] : [brushTerm({ field, axis, brush })];
    })
    .join(" and ");
}

interface BrushedAxis {
  readonly field: FilterField;
  readonly axis: PlotAxis;
  readonly brush: Brush;
}

function brushTerm({ field, axis, brush: { low, high } }: BrushedAxis): string {
  const name = formatField(field);
  if (axis.scale === "category") return `${name} in (${axis.valuesIn(low, high).map(formatLiteral).join(", ")})`;
  // At an end of the axis stand the values beyond it too, so the end is no bound.
  const bounds = [
    ...(low > 0 ? [`${name} >= ${rounded(axis.valueAt(low))}`] : []),
    ...(high < 1 ? [`${name} <= ${rounded(axis.valueAt(high))}`] : []),
  ];
  return bounds.length === 0 ? `${name} is set` : bounds.join(" and ");
}

const rounded = (value: number): string => String(Number(value.toPrecision(4)));
