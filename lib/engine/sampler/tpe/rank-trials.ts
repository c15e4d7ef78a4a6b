/**
 * Trials from best to worst, as levels of trials that nothing tells apart. Trials that ran to the end come first, by
 * loss or, with several objectives, by non-domination (Deb et al. 2002, section III) and within a front by crowding;
 * then those that broke an outcome constraint, the least broken first (Deb 2000); then those that were pruned. The rest (failed, infeasible, without a finite value) has no rank.
 */
import { isFeasible, type LossEntry, violation } from "../../history";

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
    for (const front of fronts(entries)) yield* tiesBy(front, crowding(front));
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

/** Non-dominated fronts: in lexicographic order only earlier points can dominate (Zhang et al. 2015, ENS-SS). */
function fronts(entries: readonly LossEntry[]): LossEntry[][] {
  const points = entries.map((entry) => ({ entry, losses: entry.losses ?? [] }));
  points.sort((one, other) => compareLosses(one.losses, other.losses) || one.entry.number - other.entry.number);
  const found: (typeof points)[] = [];
  for (const point of points) {
    const front = found.find((members) => !members.some(({ losses }) => dominates(losses, point.losses)));
    if (front) front.push(point);
    else found.push([point]);
  }
  return found.map((front) => front.map(({ entry }) => entry));
}

function compareLosses(one: readonly number[], other: readonly number[]): number {
  for (let objective = 0; objective < one.length; objective += 1) {
    if (one[objective] !== other[objective]) return one[objective] < other[objective] ? -1 : 1;
  }
  return 0;
}

function dominates(one: readonly number[], other: readonly number[]): boolean {
  let better = false;
  for (let objective = 0; objective < one.length; objective += 1) {
    if (one[objective] > other[objective]) return false;
    if (one[objective] < other[objective]) better = true;
  }
  return better;
}

/**
 * Minus the crowding distance of each trial in its front (Deb et al. 2002, section III-B): -Infinity at the ends of an
 * objective, so that lonely trials come first.
 */
export function crowding(front: readonly LossEntry[]): number[] {
  const objectives = front[0]?.losses?.length ?? 0;
  const gaps = front.map((): number[] => []);
  for (let objective = 0; objective < objectives; objective += 1) {
    const lossOf = (index: number): number => (front[index].losses?.[objective] ?? 0) / 2; // halves: no overflow below
    const order = [...front.keys()].sort(
      (one, other) => lossOf(one) - lossOf(other) || front[one].number - front[other].number,
    );
    const range = lossOf(order[order.length - 1]) - lossOf(order[0]);
    for (const [position, index] of order.entries()) {
      const end = position === 0 || position === order.length - 1;
      const gap = end ? Number.POSITIVE_INFINITY : lossOf(order[position + 1]) - lossOf(order[position - 1]);
      gaps[index].push(range > 0 && !end ? gap / range : gap);
    }
  }
  // Summed by size, so that the order of the objectives changes no digit.
  return gaps.map((own) => -own.sort((one, other) => one - other).reduce((sum, gap) => sum + gap, 0));
}
