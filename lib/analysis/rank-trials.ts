import type { Objective } from "@/lib/contract/study";
import { pointValue, type TrialPoint } from "./trial-point";

/** The trials that can win, best first; a tie goes to the earlier one (R15). */
export function rankTrials(points: readonly TrialPoint[], { metric, direction }: Objective): readonly TrialPoint[] {
  const scored = points.flatMap((point) => {
    const value = pointValue(point, metric);
    const wins = point.state === "completed" && point.feasible !== false && value !== null && Number.isFinite(value);
    return wins ? [{ point, loss: direction === "minimize" ? value : -value }] : [];
  });
  return scored.toSorted((a, b) => a.loss - b.loss || a.point.number - b.point.number).map(({ point }) => point);
}
