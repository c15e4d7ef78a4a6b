/**
 * What learning curves have in common: from rung to rung losses fall, of all trials alike. That is taken off before results
 * of several rungs are modelled together, as a process whose mean is the same everywhere would read it as how little the
 * rungs have to do with each other.
 */
import type { LossEntry } from "../../history";
import { quantile } from "../../stats/quantile";

/**
 * What the losses at each distance become at the rung that is asked about: the sum of the median changes from one rung to the
 * next, each over the trials that came to both; none where there are no such trials.
 */
export function commonDecline(entries: readonly LossEntry[]): ReadonlyMap<number, number> {
  const curves = entries.map(({ losses, below = [] }) => {
    const told = below.map((each): [number, number] => [each.distance, each.losses[0]]);
    return new Map(losses ? [...told, [0, losses[0]] as const] : told);
  });
  const distances = [...new Set(curves.flatMap((curve) => [...curve.keys()]))].sort((one, other) => one - other);
  const declines = new Map<number, number>();
  let sum = 0;
  let nearer = 0;
  for (const distance of distances.filter((each) => each > 0)) {
    const changes = curves.flatMap((curve) => {
      const [from, to] = [curve.get(distance), curve.get(nearer)];
      return from === undefined || to === undefined ? [] : [to - from];
    });
    if (changes.length > 0) sum += quantile(changes, 0.5);
    declines.set(distance, sum);
    nearer = distance;
  }
  return declines;
}
