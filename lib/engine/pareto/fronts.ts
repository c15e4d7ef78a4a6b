/**
 * Non-dominated sorting: points by front, the first dominated by nobody, each next one by members of the one before.
 * Efficient non-dominated sort with binary search (Zhang, Tian, Cheng & Jin 2015, ENS-BS): points are placed in
 * lexicographic order, so only those placed can dominate, and whoever is dominated in a front is dominated in all before.
 */
import { compareLosses, dominates, type Losses } from "./dominance";

/** Indices by front, within a front in lexicographic order of the losses, equal points by index. */
export function nonDominatedFronts(points: readonly Losses[]): number[][] {
  const order = points.map((_, index) => index);
  order.sort((one, other) => compareLosses(points[one], points[other]) || one - other);
  const fronts: number[][] = [];
  const isDominated = (point: Losses, front: readonly number[]): boolean => {
    // The latest first: it is the likeliest. With two objectives it alone decides, as it is lowest in the second.
    const first = point.length === 2 ? front.length - 1 : 0;
    for (let at = front.length - 1; at >= first; at -= 1) if (dominates(points[front[at]], point)) return true;
    return false;
  };
  for (const index of order) {
    let [low, high] = [0, fronts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isDominated(points[index], fronts[middle])) low = middle + 1;
      else high = middle;
    }
    if (low === fronts.length) fronts.push([index]);
    else fronts[low].push(index);
  }
  return fronts;
}

/** The indices of those dominated by nobody, ascending; of equal points all. */
export function paretoFront(points: readonly Losses[]): number[] {
  const [first = []] = nonDominatedFronts(points);
  return first.sort((one, other) => one - other);
}
