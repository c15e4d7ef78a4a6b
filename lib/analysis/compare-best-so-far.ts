import type { Objective } from "@/lib/contract/study";
import type { CompareAxis } from "./compare-address";
import { type ComparedStudy, contestValue, contestValues } from "./compared-study";
import type { PlotTable } from "./plot-table";
import type { TrialPoint } from "./trial-point";
import { valueFence } from "./value-fence";

export interface BestCorner {
  readonly x: number;
  readonly value: number;
  readonly number: number;
}

export interface BestLine {
  readonly id: string;
  readonly name: string;
  /** Each strict improvement; the line holds its value until the next. */
  readonly corners: readonly BestCorner[];
  /** As far as the study has come: the line ends there, not where the longest of them ends. */
  readonly end: number;
}

export interface TimeUnit {
  readonly name: string;
  readonly ms: number;
}

export interface BestSoFarComparison {
  readonly lines: readonly BestLine[];
  readonly end: number;
  /** The unit of a time axis. */
  readonly unit: TimeUnit;
  /** The end of the value axis on the losing side, where poor first values would flatten everything else. */
  readonly fence: { readonly low: number | null; readonly high: number | null };
  readonly canLog: boolean;
}

interface BestSoFarRequest {
  readonly studies: readonly ComparedStudy[];
  readonly objective: Objective;
  readonly axis: CompareAxis;
}

/** The best value so far of each study, by trial number or by time since that study's own start. */
export function compareBestSoFar({ studies, objective, axis }: BestSoFarRequest): BestSoFarComparison {
  const inMs = studies.map((study) => bestLine(study, objective, axis));
  const longest = inMs.reduce((most, { end }) => Math.max(most, end), 0);
  const unit = axis === "time" ? timeUnit(longest) : { name: "trials", ms: 1 };
  const lines = inMs.map(({ corners, end, ...line }) => ({
    ...line,
    corners: corners.map((corner) => ({ ...corner, x: corner.x / unit.ms })),
    end: end / unit.ms,
  }));
  return {
    lines,
    end: longest / unit.ms,
    unit,
    fence: fenceOf(
      lines,
      studies.flatMap(({ points }) => contestValues(points, objective)),
      objective,
    ),
    canLog: lines.some(({ corners }) => corners.length > 0) && allPositive(lines),
  };
}

/** Only where a line lies beyond it: what no line shows needs no room. */
function fenceOf(
  lines: readonly BestLine[],
  values: readonly number[],
  { direction }: Objective,
): BestSoFarComparison["fence"] {
  const { low, high } = valueFence(values);
  const reaches = (isBeyond: (value: number) => boolean) =>
    lines.some(({ corners }) => corners.some(({ value }) => isBeyond(value)));
  if (direction === "minimize") {
    return { low: null, high: high !== null && reaches((value) => value > high) ? high : null };
  }
  return { low: low !== null && reaches((value) => value < low) ? low : null, high: null };
}

function allPositive(lines: readonly BestLine[]): boolean {
  return lines.every(({ corners }) => corners.every(({ value }) => value > 0));
}

function bestLine({ id, name, points }: ComparedStudy, objective: Objective, axis: CompareAxis): BestLine {
  const place = axis === "trial" ? ({ number }: TrialPoint) => number : sinceStart(points);
  const placed = points.flatMap((point) => {
    const x = place(point);
    return x === null ? [] : [{ x, point }];
  });
  const corners: BestCorner[] = [];
  for (const { x, point } of placed.toSorted((a, b) => a.x - b.x || a.point.number - b.point.number)) {
    const value = contestValue(point, objective.metric);
    const best = corners.at(-1);
    if (value !== null && (best === undefined || isBetter(value, best.value, objective))) {
      corners.push({ x, value, number: point.number });
    }
  }
  return { id, name, corners, end: placed.reduce((most, { x }) => Math.max(most, x), 0) };
}

function isBetter(value: number, than: number, { direction }: Objective): boolean {
  return direction === "minimize" ? value < than : value > than;
}

/** Milliseconds from the study's first start to a trial's end; a trial that has not ended stands at its start. */
function sinceStart(points: readonly TrialPoint[]): (point: TrialPoint) => number | null {
  const origin = points.reduce((first, { startedAt }) => Math.min(first, startedAt ?? first), Number.POSITIVE_INFINITY);
  return ({ startedAt, finishedAt }) => {
    const at = finishedAt ?? startedAt;
    return at === null || !Number.isFinite(origin) ? null : Math.max(0, at - origin);
  };
}

const UNITS: readonly TimeUnit[] = [
  { name: "days", ms: 86_400_000 },
  { name: "hours", ms: 3_600_000 },
  { name: "minutes", ms: 60_000 },
];
const SECONDS: TimeUnit = { name: "seconds", ms: 1000 };

/** The largest unit of which the longest study took at least two. */
function timeUnit(longestMs: number): TimeUnit {
  return UNITS.find(({ ms }) => longestMs >= 2 * ms) ?? SECONDS;
}

/** The best of a study when it had come to `x`; `null` before its first value. */
export function bestAt({ corners }: BestLine, x: number): BestCorner | null {
  return corners.findLast((corner) => corner.x <= x) ?? null;
}

interface BestSoFarTableRequest extends Pick<BestSoFarRequest, "objective" | "axis"> {
  readonly comparison: BestSoFarComparison;
}

/** Every corner of every line, study by study. */
export function bestSoFarTable({ comparison, objective, axis }: BestSoFarTableRequest): PlotTable {
  const time = axis === "time";
  return {
    columns: [
      { name: "Study", numeric: false },
      { name: "Trial", numeric: true },
      ...(time ? [{ name: `${capitalized(comparison.unit.name)} since its start`, numeric: true }] : []),
      { name: `Best ${objective.metric} so far`, numeric: true },
    ],
    rows: comparison.lines.flatMap(({ name, corners }) =>
      corners.map(({ x, value, number }) => [name, number, ...(time ? [Number(x.toFixed(3))] : []), value]),
    ),
  };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
