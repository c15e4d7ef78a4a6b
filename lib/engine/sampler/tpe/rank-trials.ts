/**
 * Trials from best to worst, as levels of trials that nothing tells apart. Trials that ran to the end come first, by loss
 * or, with several objectives, by non-domination and within a front by how much hypervolume each adds to those before it
 * (Ozaki, Tanigaki, Watanabe, Nomura & Onishi 2022, Multiobjective tree-structured Parzen estimator, section 4.2), those in
 * the preferred region before the others, which are compared by what they miss; then those that broke an outcome constraint,
 * the least broken first (Deb 2000); then those that were pruned. The rest (failed, infeasible, without a finite value) has
 * no rank.
 */
import { isFeasible, type LossEntry, violation } from "../../history";
import type { Losses } from "../../pareto/dominance";
import { nonDominatedFronts } from "../../pareto/fronts";
import { hypervolumeOrder, onCommonScale } from "../../pareto/hypervolume-subset";
import { type PreferredRegion, partsByRegion } from "../../pareto/preferred-region";

/** The levels in turn: only as many are told apart as are asked for. */
export function* rankTrials(
  entries: readonly LossEntry[],
  region: PreferredRegion = [],
): Generator<readonly LossEntry[]> {
  const completed = entries.filter(({ outcome, losses }) => outcome === "completed" && losses !== null);
  yield* levelsByLoss(completed.filter(isFeasible), region);
  const broken = completed.filter((entry) => !isFeasible(entry));
  yield* tiesBy(broken, broken.map(violation));
  const pruned = entries.filter(({ outcome }) => outcome === "pruned");
  yield* levelsByLoss(
    pruned.filter(({ losses }) => losses !== null),
    region,
  );
  const unmeasured = pruned.filter(({ losses }) => losses === null);
  if (unmeasured.length > 0) yield unmeasured;
}

export function isRanked({ outcome, losses }: LossEntry): boolean {
  return outcome === "pruned" || (outcome === "completed" && losses !== null);
}

function* levelsByLoss(entries: readonly LossEntry[], region: PreferredRegion): Generator<readonly LossEntry[]> {
  if (entries.some(({ losses }) => (losses?.length ?? 0) > 1)) {
    const points = entries.map(({ losses }) => losses ?? []);
    for (const { indices, ...part } of partsByRegion(points, region)) {
      const members = indices.map((index) => entries[index]);
      yield* levelsByFront(members, part.losses, part.region);
    }
    return;
  }
  yield* tiesBy(
    entries,
    entries.map(({ losses }) => losses?.[0] ?? Number.NaN),
  );
}

function* levelsByFront(
  entries: readonly LossEntry[],
  losses: readonly Losses[],
  region: PreferredRegion,
): Generator<readonly LossEntry[]> {
  for (const front of nonDominatedFronts(losses)) {
    // As they are listed, not by their losses: in whatever order the objectives are, equal gains have one order.
    const members = front.sort((one, other) => one - other);
    const { points, reference } = onCommonScale(
      members.map((index) => losses[index]),
      region,
    );
    for (const place of hypervolumeOrder(points, reference)) yield [entries[members[place]]];
  }
}

/** Entries in the order of their keys, those with equal keys together. */
function* tiesBy(entries: readonly LossEntry[], keys: readonly number[]): Generator<readonly LossEntry[]> {
  let ties: LossEntry[] = [];
  let key = Number.NaN;
  for (const index of ascending(keys)) {
    // Compared, not subtracted: 1e308 - -1e308 would overflow.
    if (ties.length > 0 && keys[index] !== key) {
      yield ties;
      ties = [];
    }
    key = keys[index];
    ties.push(entries[index]);
  }
  if (ties.length > 0) yield ties;
}

/** Indices of the keys, smallest key first, equal ones by index. From a heap, since only the first few are asked for. */
function* ascending(keys: readonly number[]): Generator<number> {
  const heap = Uint32Array.from(keys.keys());
  const isBefore = (one: number, other: number): boolean =>
    keys[one] < keys[other] || (keys[one] === keys[other] && one < other);
  const sink = (start: number, size: number): void => {
    const index = heap[start];
    let place = start;
    for (;;) {
      let child = 2 * place + 1;
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) child += 1;
      if (child >= size || !isBefore(heap[child], index)) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = index;
  };
  for (let start = (heap.length >> 1) - 1; start >= 0; start -= 1) sink(start, heap.length);
  for (let size = heap.length; size > 0; size -= 1) {
    yield heap[0];
    heap[0] = heap[size - 1];
    sink(0, size - 1);
  }
}
