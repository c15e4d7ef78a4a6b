import type { StudySeries } from "@/lib/contract/study-series";
import { type TrialPoint, toTrialPoints } from "./trial-point";

/** The trials of a study as plots know them, brought up to date by what changed. */
export interface StudyTrials {
  /** In order of number. */
  readonly points: readonly TrialPoint[];
  /** Ask for what changed since then. */
  readonly asOf: string | null;
  readonly total: number;
  /** 1, or n when only every n-th trial and each improvement is here. */
  readonly every: number;
}

export const NO_TRIALS: StudyTrials = { points: [], asOf: null, total: 0, every: 1 };

/** Adds what changed: a trial that is known already is replaced. */
export function mergeSeries(before: StudyTrials, series: StudySeries): StudyTrials {
  const changed = toTrialPoints(series);
  const { as_of: asOf, total, every } = series;
  if (changed.length === 0) return { points: before.points, asOf, total, every };
  const byNumber = new Map(before.points.map((point) => [point.number, point]));
  const last = before.points.at(-1)?.number ?? -1;
  const grew = changed.some(({ number }) => !byNumber.has(number) && number < last);
  for (const point of changed) byNumber.set(point.number, point);
  const points = [...byNumber.values()];
  // A map keeps the order of first arrival; only a trial that arrived late can break that of the numbers.
  return { points: grew ? points.toSorted((a, b) => a.number - b.number) : points, asOf, total, every };
}
