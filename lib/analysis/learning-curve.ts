import type { TrialDetail } from "@/lib/contract/trial";
import { toNumber } from "@/lib/format/number";
import { numericAxis, type PlotAxis } from "./plot-axis";

export interface LearningCurve {
  readonly metric: string;
  readonly steps: PlotAxis;
  readonly values: PlotAxis;
  /** Unbroken stretches: a value that is not finite breaks the line. */
  readonly stretches: readonly (readonly { readonly x: number; readonly y: number }[])[];
  /** The last finite value. */
  readonly last: { readonly step: number; readonly value: number } | null;
  readonly count: number;
}

/** One curve per metric that was measured. Of several attempts at a step, the last one's word counts. */
export function learningCurves(measurements: TrialDetail["measurements"]): readonly LearningCurve[] {
  const byMetric = new Map<string, Map<number, number>>();
  for (const { metric, step, value } of measurements.toSorted((a, b) => a.attempt - b.attempt)) {
    const steps = byMetric.get(metric) ?? new Map<number, number>();
    byMetric.set(metric, steps.set(step, toNumber(value)));
  }
  return [...byMetric].map(([metric, steps]) =>
    curveOf(
      metric,
      [...steps].toSorted(([a], [b]) => a - b),
    ),
  );
}

function curveOf(metric: string, points: readonly (readonly [step: number, value: number])[]): LearningCurve {
  const finite = points.filter(([, value]) => Number.isFinite(value));
  const stepRange = rangeOf(points.map(([step]) => step));
  const valueRange = rangeOf(finite.map(([, value]) => value));
  // Steps are whole: between neighbours there is nothing to label.
  const steps = numericAxis({ ...stepRange, scale: "linear", ticks: Math.min(4, stepRange.high - stepRange.low || 1) });
  const values = numericAxis({ ...valueRange, scale: "linear", ticks: 3 });
  const stretches: { x: number; y: number }[][] = [[]];
  for (const [step, value] of points) {
    if (Number.isFinite(value)) stretches.at(-1)?.push({ x: steps.place(step) ?? 0, y: values.place(value) ?? 0 });
    else stretches.push([]);
  }
  const last = finite.at(-1);
  return {
    metric,
    steps,
    values,
    stretches: stretches.filter((stretch) => stretch.length > 0),
    last: last === undefined ? null : { step: last[0], value: last[1] },
    count: points.length,
  };
}

function rangeOf(numbers: readonly number[]): { readonly low: number; readonly high: number } {
  const low = numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = numbers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return numbers.length === 0 ? { low: 0, high: 1 } : { low, high };
}
