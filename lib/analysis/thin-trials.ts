import type { Objective } from "@/lib/contract/study";
import { optimizationHistory } from "./optimization-history";
import type { TrialPoint } from "./trial-point";

interface ThinRequest {
  readonly points: readonly TrialPoint[];
  readonly objectives: readonly Objective[];
  readonly limit: number;
}

/**
 * At most `limit` trials, in their order, that draw the same optimisation history of each objective as all of them: its
 * improvements, the extremes of each stretch, and trials without a value, evenly.
 */
export function thinTrials({ points, objectives, limit }: ThinRequest): readonly TrialPoint[] {
  if (points.length <= limit) return points;
  const kept = new Set<TrialPoint>();
  // Four kinds of marks for each objective, and one place for its best.
  const each = Math.floor((limit / Math.max(1, objectives.length) - 1) / 4);
  for (const objective of objectives) {
    const { scored, outOfContest, lanes, bestSoFar } = optimizationHistory({
      points,
      objective,
      axis: "trial",
      maxDots: each,
    });
    // Improvements that alone are too many are thinned like everything else; the last, which is the best, stays.
    for (const marks of [bestSoFar, scored, outOfContest, lanes]) {
      for (const { trial } of evenly<{ trial: TrialPoint }>(marks, each)) kept.add(trial);
    }
    for (const { trial } of bestSoFar.slice(-1)) kept.add(trial);
  }
  return points.filter((point) => kept.has(point));
}

function evenly<Item>(items: readonly Item[], limit: number): readonly Item[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)]).filter(
    (item) => item !== undefined,
  );
}
