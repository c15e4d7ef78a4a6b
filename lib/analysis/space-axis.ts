import type { Study } from "@/lib/contract/study";
import { categoryAxis, numericAxis, type PlotAxis } from "./plot-axis";
import { type ParameterValue, pointValue, type TrialPoint } from "./trial-point";
import { valueFence } from "./value-fence";

/** The search space as the API gives it: its shape was checked when the study was made. */
type SpaceParameter = {
  readonly type?: unknown;
  readonly low?: unknown;
  readonly high?: unknown;
  readonly scale?: unknown;
  readonly values?: unknown;
  readonly choices?: unknown;
};

/** Parameters that vary, in the order of the search space. */
export function variedParameters(space: Study["search_space"]): readonly string[] {
  return Object.entries(space)
    .filter(([, parameter]) => asParameter(parameter).type !== "fixed")
    .map(([name]) => name);
}

/** The axis of a parameter: its bounds and scale, or a band for each of its values. */
export function parameterAxis(space: Study["search_space"], name: string): PlotAxis {
  const { type, low, high, scale, values, choices } = asParameter(space[name]);
  if (typeof low === "number" && typeof high === "number") {
    const known = scale === "log" || scale === "reverse_log" || scale === "logit" ? scale : "linear";
    return numericAxis({ low, high, scale: known });
  }
  if (type === "bool") return categoryAxis([false, true]);
  return categoryAxis((Array.isArray(choices) ? choices : Array.isArray(values) ? values : []) as ParameterValue[]); // JSON scalars by the contract
}

export interface MetricAxisRequest {
  readonly points: readonly TrialPoint[];
  readonly metric: string;
  readonly scale: "auto" | "linear" | "log";
}

/** The axis of a metric over the values there are; wild ones stand at its end. Values over many magnitudes get a log axis. */
export function metricAxis({ points, metric, scale }: MetricAxisRequest): PlotAxis {
  const values = points.flatMap((point) => {
    const value = pointValue(point, metric);
    return value !== null && Number.isFinite(value) ? [value] : [];
  });
  const fence = valueFence(values);
  const low = fence.low ?? values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = fence.high ?? values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (values.length === 0) return numericAxis({ low: 0, high: 1, scale: "linear" });
  const canLog = low > 0;
  const log = scale === "log" ? canLog : scale === "auto" && canLog && high / low > 1000;
  return numericAxis({ low, high, scale: log ? "log" : "linear" });
}

function asParameter(parameter: unknown): SpaceParameter {
  return typeof parameter === "object" && parameter !== null ? parameter : {};
}
