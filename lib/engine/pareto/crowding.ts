import type { Losses } from "./dominance";

/**
 * The crowding distance of each point of a front: the sum over objectives of the gap between its neighbours, as a share of
 * the front's range; infinite at the ends (Deb et al. 2002, section III-B). Equal losses are ordered as they are listed.
 */
export function crowdingDistances(front: readonly Losses[]): number[] {
  const objectives = front[0]?.length ?? 0;
  const gaps = front.map((): number[] => []);
  for (let objective = 0; objective < objectives; objective += 1) {
    const lossOf = (index: number): number => front[index][objective] / 2; // halves: no overflow below
    const order = [...front.keys()].sort((one, other) => lossOf(one) - lossOf(other) || one - other);
    const range = lossOf(order[order.length - 1]) - lossOf(order[0]);
    for (const [position, index] of order.entries()) {
      const end = position === 0 || position === order.length - 1;
      const gap = end ? Number.POSITIVE_INFINITY : lossOf(order[position + 1]) - lossOf(order[position - 1]);
      gaps[index].push(range > 0 && !end ? gap / range : gap);
    }
  }
  // Summed by size, so that the order of the objectives changes no digit.
  return gaps.map((own) => own.sort((one, other) => one - other).reduce((sum, gap) => sum + gap, 0));
}
