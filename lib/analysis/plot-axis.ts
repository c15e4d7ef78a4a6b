import { formatNumber } from "@/lib/format/number";
import { formatParameterValue } from "@/lib/format/parameter-value";
import type { ParameterValue } from "./trial-point";

export type AxisScale = "linear" | "log" | "reverse_log" | "logit" | "category";

export interface AxisTick {
  /** 0 at the low end, 1 at the high end. */
  readonly at: number;
  readonly label: string;
}

/** Where values stand on an axis from 0 to 1, and back. */
export interface PlotAxis {
  readonly scale: AxisScale;
  readonly ticks: readonly AxisTick[];
  /** `null` for what has no place: a value of another type, or NaN. Values beyond the ends stand at them. */
  readonly place: (value: ParameterValue | undefined) => number | null;
  /** The number at a place of a numeric axis. */
  readonly valueAt: (place: number) => number;
  /** The values whose band a stretch touches, on a categorical axis. */
  readonly valuesIn: (low: number, high: number) => readonly ParameterValue[];
}

type NumericScale = Exclude<AxisScale, "category">;

const FORWARD: Readonly<Record<NumericScale, (value: number) => number>> = {
  linear: (value) => value,
  log: Math.log,
  reverse_log: (value) => -Math.log1p(-value),
  logit: (value) => Math.log(value / (1 - value)),
};
const BACK: Readonly<Record<NumericScale, (value: number) => number>> = {
  linear: (value) => value,
  log: Math.exp,
  reverse_log: (value) => -Math.expm1(-value),
  logit: (value) => 1 / (1 + Math.exp(-value)),
};

export function numericAxis(range: { low: number; high: number; scale: NumericScale; ticks?: number }): PlotAxis {
  const { low, high } = range;
  // Bounds that the scale has no place for (a logit that reaches 1) are shown on a plain axis.
  const scale = [low, high].every((bound) => Number.isFinite(FORWARD[range.scale](bound))) ? range.scale : "linear";
  const [start, end] = [FORWARD[scale](low), FORWARD[scale](high)];
  const half = end / 2 - start / 2; // the whole width of a range may be more than a double holds
  const place = (value: number) =>
    half === 0 ? 0.5 : Math.min(1, Math.max(0, (FORWARD[scale](value) / 2 - start / 2) / half));
  const valueAt = (at: number) => BACK[scale](start + at * (end - start));
  const values = tickValues({ low, high, scale, count: range.ticks ?? 5, valueAt });
  return {
    scale,
    ticks: values.map((value) => ({ at: place(value), label: formatNumber(value, 3) })),
    place: (value) =>
      typeof value !== "number" || Number.isNaN(value) ? null : place(Math.min(high, Math.max(low, value))),
    valueAt,
    valuesIn: () => [],
  };
}

/** A band for each value; values that no band is for have no place. */
export function categoryAxis(values: readonly ParameterValue[]): PlotAxis {
  const places = new Map(values.map((value, index) => [value, (index + 0.5) / values.length]));
  const half = 0.5 / values.length;
  // A few labels of many: the rest is said on hover.
  const every = Math.ceil(values.length / 12);
  return {
    scale: "category",
    ticks: values.flatMap((value, index) =>
      index % every === 0 ? [{ at: places.get(value) ?? 0, label: formatParameterValue(value) }] : [],
    ),
    place: (value) => (value === undefined ? null : (places.get(value) ?? null)),
    valueAt: () => Number.NaN,
    valuesIn: (low, high) =>
      values.filter((value) => touches((places.get(value) ?? -1) - half, { low, high, width: 2 * half })),
  };
}

function touches(start: number, stretch: { low: number; high: number; width: number }): boolean {
  return start < stretch.high && start + stretch.width > stretch.low;
}

interface TickRequest {
  readonly low: number;
  readonly high: number;
  readonly scale: NumericScale;
  readonly count: number;
  readonly valueAt: (place: number) => number;
}

function tickValues({ low, high, scale, count, valueAt }: TickRequest): readonly number[] {
  if (low === high) return [low];
  if (scale === "log") return logTicks(low, high, count);
  if (scale === "linear") return linearTicks(low, high, count);
  return [low, valueAt(0.5), high];
}

/** Multiples of 1, 2 or 5 times a power of ten. */
function linearTicks(low: number, high: number, count: number): readonly number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  // Where doubles end (values too large, or too close to each other) there is no step to count in.
  if (!Number.isFinite(high / step - low / step) || Math.abs(low / step) > 1e9 || Math.abs(high / step) > 1e9)
    return [low, high];
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Powers of ten, thinned where there are many; the ends where there is hardly one. */
function logTicks(low: number, high: number, count: number): readonly number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last - first < 1) return [low, high];
  const every = Math.ceil((last - first + 1) / count);
  const ticks: number[] = [];
  for (let power = first; power <= last; power += every) ticks.push(10 ** power);
  return ticks;
}
