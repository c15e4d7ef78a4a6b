import { countOf } from "@/lib/format/count";
import { pointValue, type TrialPoint } from "./trial-point";

/** What is said in the place of a plot while there is nothing to draw. */
export interface EmptyPlot {
  readonly title: string;
  /** What will stand here, and what it waits for. */
  readonly text: string;
}

/** For plots of a metric's values: `null` as soon as one trial has a finite one. */
export function emptyValuePlot(points: readonly TrialPoint[], metric: string): EmptyPlot | null {
  if (points.some((point) => Number.isFinite(pointValue(point, metric) ?? Number.NaN))) return null;
  if (points.length === 0) return NO_TRIAL;
  const underWay = points.filter(isUnderWay).length;
  if (underWay > 0) {
    const are = underWay === 1 ? "is" : "are";
    return {
      title: "Waiting for the first value",
      text: `${countOf(underWay, "trial")} ${are} under way. The first that tells a value of ${metric} is drawn here.`,
    };
  }
  return {
    title: "No trial has a value to draw",
    text: `${countOf(points.length, "trial")} ended without a finite value of ${metric}: failed, stopped early, or told something that is no number. Each trial says why.`,
  };
}

/** What is said below a plot of so few values that nothing can be read from it yet. */
export function fewValuesHint(points: readonly TrialPoint[], metric: string): string | undefined {
  const values = points.filter((point) => Number.isFinite(pointValue(point, metric) ?? Number.NaN)).length;
  if (values === 0 || values >= ENOUGH) return undefined;
  return `${countOf(values, "value")} so far: a course shows from the third on.`;
}

const ENOUGH = 3;

/** For plots that draw a trial as soon as it was handed out. */
export function emptyTrialPlot(points: readonly TrialPoint[]): EmptyPlot | null {
  return points.some(({ state }) => state !== "queued" && state !== "cancelled") ? null : NO_TRIAL;
}

const NO_TRIAL: EmptyPlot = {
  title: "No trial yet",
  text: "Trials are drawn here as training code asks for them and tells what they scored.",
};

function isUnderWay({ state }: TrialPoint): boolean {
  return state === "queued" || state === "running" || state === "paused";
}
