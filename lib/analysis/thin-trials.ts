import type { Objective } from "@/lib/contract/study";
import { type OptimizationHistory, optimizationHistory } from "./optimization-history";
import { sampleExtremes } from "./sample-extremes";
import type { TrialPoint } from "./trial-point";

interface ThinRequest {
  readonly points: readonly TrialPoint[];
  readonly objectives: readonly Objective[];
  readonly limit: number;
}

/**
 * At most `limit` trials, in their order, that draw the same optimisation history of each objective as all of them: its
 * improvements, the extremes of each stretch, and of each kind of mark as large a part as it has of all.
 */
export function thinTrials({ points, objectives, limit }: ThinRequest): readonly TrialPoint[] {
  if (points.length <= limit) return points;
  const kept = new Set<TrialPoint>();
  const each = Math.floor(limit / Math.max(1, objectives.length));
  for (const objective of objectives) {
    const history = optimizationHistory({ points, objective, axis: "trial", maxDots: points.length });
    for (const trial of outlineOf(history, each)) kept.add(trial);
  }
  return points.filter((point) => kept.has(point));
}

function outlineOf({ bestSoFar, scored, outOfContest, lanes }: OptimizationHistory, limit: number): TrialPoint[] {
  // Improvements that alone are too many are thinned like everything else; the last, which is the best, stays.
  const line = [...evenly(bestSoFar, Math.floor(limit / 4) - 1), ...bestSoFar.slice(-1)];
  const room = limit - line.length;
  const all = scored.length + outOfContest.length + lanes.length;
  const part = (marks: readonly unknown[]) => Math.floor((room * marks.length) / Math.max(1, all));
  const marks = [
    ...line,
    ...thinned(scored, part(scored)),
    ...thinned(outOfContest, part(outOfContest)),
    ...evenly(lanes, part(lanes)),
  ];
  return marks.map(({ trial }) => trial);
}

function thinned(marks: OptimizationHistory["scored"], limit: number): OptimizationHistory["scored"] {
  return evenly(sampleExtremes({ points: marks, limit, keep: new Set() }), limit);
}

function evenly<Item>(items: readonly Item[], limit: number): readonly Item[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)]).filter(
    (item) => item !== undefined,
  );
}
