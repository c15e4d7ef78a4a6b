/** The order in which the results of a rung move on. What is no finite number comes last, equal results by trial number. */
import { nonDominatedFronts } from "../pareto/fronts";
import { hypervolumeOrder, onCommonScale } from "../pareto/hypervolume-subset";
import { type PreferredRegion, partsByRegion, preferredRegion, type RankedPart } from "../pareto/preferred-region";
import type { Ranking, RungResult } from "./rung-table";
import type { SchedulerStudy } from "./scheduler";

export function rankingOf({ objectives }: Pick<SchedulerStudy, "objectives">): Ranking {
  if (objectives.length === 1) return byLoss;
  const region = preferredRegion(objectives);
  return (results, count) => byDominance(results, count, region);
}

const ranked = new WeakMap<readonly RungResult[], readonly RungResult[]>();

/** Remembered by identity: the results of a rung never change, a new one makes new results. */
export const byLoss: Ranking = (results) => {
  const known = ranked.get(results);
  if (known) return known;
  const keyed = results.map((result) => ({ result, loss: lossOf(result) }));
  keyed.sort((one, other) => {
    if (one.loss !== other.loss) return one.loss < other.loss ? -1 : 1;
    return one.result.trial - other.result.trial;
  });
  const order = keyed.map(({ result }) => result);
  ranked.set(results, order);
  return order;
};

export function lossOf({ losses }: Pick<RungResult, "losses">): number {
  return losses?.[0] ?? Number.POSITIVE_INFINITY;
}

/**
 * Front after front, never a weighted sum. Of the front that does not fit whole into the first `count`, those go first that
 * together dominate most: each next one adds most hypervolume to the ones before, objectives on a common scale. Equal gains,
 * as the two ends of a front have, are a matter of trial number and not of which objective is listed first.
 *
 * Where objectives name the worst that is of use, results within all of these come first, by hypervolume from there; then the
 * others, by what they miss (`pareto/preferred-region`).
 *
 * Schmucker, Donini, Zafar, Salinas & Archambeau 2021 (MO-ASHA, arXiv:2106.12639), with hypervolume in place of their epsilon-net.
 */
export function byDominance(
  results: readonly RungResult[],
  count: number,
  region: PreferredRegion = [],
): readonly RungResult[] {
  const inOrder = [...results].sort((one, other) => one.trial - other.trial);
  const finite = inOrder.flatMap((result) => (result.losses ? [{ result, losses: result.losses }] : []));
  const points = finite.map(({ losses }) => losses);
  const ranked: RungResult[] = [];
  for (const part of partsByRegion(points, region)) {
    for (const front of nonDominatedFronts(part.losses)) {
      const members = front.sort((one, other) => one - other);
      const losses = members.map((place) => part.losses[place]);
      const order = orderFront({ ...part, losses }, count - ranked.length);
      ranked.push(...order.map((index) => finite[part.indices[members[index]]].result));
    }
  }
  return [...ranked, ...inOrder.filter(({ losses }) => losses === null)];
}

/** The indices of a front; where only `count` of them have room, those first that add most hypervolume one after the other. */
function orderFront({ losses, region }: Omit<RankedPart, "indices">, count: number): readonly number[] {
  const order = losses.map((_, index) => index);
  if (count <= 0 || count >= losses.length) return order;
  const { points, reference } = onCommonScale(losses, region);
  const first: number[] = [];
  for (const index of hypervolumeOrder(points, reference)) {
    if (first.length === count) break;
    first.push(index);
  }
  return [...first, ...order.filter((index) => !first.includes(index))];
}
