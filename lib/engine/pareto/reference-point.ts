import type { Losses } from "./dominance";

/** What lies beyond the worst point, as a share of the range. */
const MARGIN = 0.1;

/**
 * A point worse than all: the worst loss of each objective and a tenth of its range beyond. Moving or turning round an
 * objective's origin changes nothing (pitfall 50), as a multiple of the worst value would.
 * @param points finite; at least one
 */
export function referencePoint(points: readonly Losses[]): number[] {
  return points[0].map((_, objective) => {
    let [best, worst] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const point of points) {
      best = Math.min(best, point[objective]);
      worst = Math.max(worst, point[objective]);
    }
    // Halves: the range of -1e308 and 1e308 is no number.
    const beyond = worst + 2 * MARGIN * (worst / 2 - best / 2);
    // One value only: anything beyond it will do, as long as it is beyond.
    if (beyond > worst) return Math.min(beyond, Number.MAX_VALUE);
    return worst + Math.max(1e-12, Math.abs(worst) * 1e-6);
  });
}
