/**
 * Trials from best to worst, as levels of trials that nothing tells apart. Trials that ran to the end come first, by loss
 * or, with several objectives, by non-domination and within a front by how much hypervolume each adds to those before it
 * (Ozaki, Tanigaki, Watanabe, Nomura & Onishi 2022, Multiobjective tree-structured Parzen estimator, section 4.2); then
 * those that broke an outcome constraint, the least broken first (Deb 2000); then those that were pruned. The rest (failed,
 * infeasible, without a finite value) has no rank.
 */
import { isFeasible, type LossEntry, violation } from "../../history";
import { nonDominatedFronts } from "../../pareto/fronts";
import { hypervolumeOrder, onCommonScale } from "../../pareto/hypervolume-subset";

/** The levels in turn: only as many are told apart as are asked for. */
export function* rankTrials(entries: readonly LossEntry[]): Generator<readonly LossEntry[]> {
  const completed = entries.filter(({ outcome, losses }) => outcome === "completed" && losses !== null);
  yield* levelsByLoss(completed.filter(isFeasible));
  const broken = completed.filter((entry) => !isFeasible(entry));
  yield* tiesBy(broken, broken.map(violation));
  const pruned = entries.filter(({ outcome }) => outcome === "pruned");
  yield* levelsByLoss(pruned.filter(({ losses }) => losses !== null));
  const unmeasured = pruned.filter(({ losses }) => losses === null);
  if (unmeasured.length > 0) yield unmeasured;
}

export function isRanked({ outcome, losses }: LossEntry): boolean {
  return outcome === "pruned" || (outcome === "completed" && losses !== null);
}

function* levelsByLoss(entries: readonly LossEntry[]): Generator<readonly LossEntry[]> {
  if (entries.some(({ losses }) => (losses?.length ?? 0) > 1)) {
    const losses = entries.map((entry) => entry.losses ?? []);
    for (const front of nonDominatedFronts(losses)) {
      // As they are listed, not by their losses: in whatever order the objectives are, equal gains have one order.
      const members = front.sort((one, other) => one - other);
      const { points, reference } = onCommonScale(members.map((index) => losses[index]));
      for (const place of hypervolumeOrder(points, reference)) yield [entries[members[place]]];
    }
    return;
  }
  yield* tiesBy(
    entries,
    entries.map(({ losses }) => losses?.[0] ?? Number.NaN),
  );
}

/** Entries in the order of their keys, those with equal keys together. */
function* tiesBy(entries: readonly LossEntry[], keys: readonly number[]): Generator<readonly LossEntry[]> {
  const order = [...entries.keys()].sort((one, other) => keys[one] - keys[other] || one - other);
  for (let first = 0; first < order.length; ) {
    let next = first + 1;
    // Compared, not subtracted: 1e308 - -1e308 would overflow.
    while (next < order.length && keys[order[next]] === keys[order[first]]) next += 1;
    yield order.slice(first, next).map((index) => entries[index]);
    first = next;
  }
}
