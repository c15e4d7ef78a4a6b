import type { Objective } from "@/lib/contract/study";
import { pointValue, type TrialPoint } from "./trial-point";

/** A study as the plots of a comparison know it. */
export interface ComparedStudy {
  readonly id: string;
  readonly name: string;
  readonly points: readonly TrialPoint[];
}

/** The values that count: of completed, feasible trials, and finite. */
export function contestValues(points: readonly TrialPoint[], { metric }: Objective): readonly number[] {
  return points.flatMap((point) => {
    const value = contestValue(point, metric);
    return value === null ? [] : [value];
  });
}

/** The value with which a trial could be the incumbent; `null` for one that cannot be. */
export function contestValue(point: TrialPoint, metric: string): number | null {
  if (point.state !== "completed" || point.feasible === false) return null;
  const value = pointValue(point, metric);
  return value !== null && Number.isFinite(value) ? value : null;
}
