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
  const fronts: Front[] = [];
  let latest: { readonly point: Losses; readonly front: Front } | null = null;
  for (const index of order) {
    const point = points[index];
    const same: boolean = latest !== null && compareLosses(latest.point, point) === 0;
    // Equal points do not dominate each other.
    const front: Front = same && latest ? latest.front : frontFor(fronts, point);
    front.add(index, point);
    latest = { point, front };
  }
  return fronts.map(({ members }) => members);
}

/** The first that does not dominate the point, a new one if all do. */
function frontFor(fronts: Front[], point: Losses): Front {
  let [low, high] = [0, fronts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fronts[middle].dominates(point)) low = middle + 1;
    else high = middle;
  }
  if (low === fronts.length) fronts.push(point.length === 3 ? new StairFront() : new ListFront());
  return fronts[low];
}

interface Front {
  readonly members: number[];
  /** Whether a member dominates a point that comes after them all and equals none. */
  dominates(point: Losses): boolean;
  add(index: number, point: Losses): void;
}

class ListFront implements Front {
  readonly members: number[] = [];
  readonly #points: Losses[] = [];

  dominates(point: Losses): boolean {
    // The latest first: it is the likeliest. With two objectives it alone decides, as it is lowest in the second.
    const first = point.length === 2 ? this.#points.length - 1 : 0;
    for (let at = this.#points.length - 1; at >= first; at -= 1) if (dominates(this.#points[at], point)) return true;
    return false;
  }

  add(index: number, point: Losses): void {
    this.members.push(index);
    this.#points.push(point);
  }
}

/**
 * Of three objectives the first is in order, so two decide: a point is dominated if the staircase of the members in these
 * lies below it (Kung, Luccio & Preparata 1975, On finding the maxima of a set of vectors, JACM 22).
 */
class StairFront implements Front {
  readonly members: number[] = [];
  /** The second objective rises, the third falls. */
  readonly #stairs: Losses[] = [];

  dominates([, second, third]: Losses): boolean {
    const below = this.#stairsUpTo(second) - 1;
    return below >= 0 && this.#stairs[below][2] <= third;
  }

  add(index: number, point: Losses): void {
    this.members.push(index);
    const [, second, third] = point;
    const below = this.#stairsUpTo(second) - 1;
    if (below >= 0 && this.#stairs[below][2] <= third) return; // its equal is there
    const start = below >= 0 && this.#stairs[below][1] === second ? below : below + 1;
    let end = start;
    while (end < this.#stairs.length && this.#stairs[end][2] >= third) end += 1;
    this.#stairs.splice(start, end - start, point);
  }

  /** How many have a second objective of at most `second`. */
  #stairsUpTo(second: number): number {
    let [low, high] = [0, this.#stairs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#stairs[middle][1] <= second) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The indices of those dominated by nobody, ascending; of equal points all. */
export function paretoFront(points: readonly Losses[]): number[] {
  const [first = []] = nonDominatedFronts(points);
  return first.sort((one, other) => one - other);
}
