/**
 * The hypervolume subset selection problem, greedily: the point that adds most, then the one that adds most to it, and so
 * on. At least (1 - 1/e) of the best subset's volume (Nemhauser, Wolsey & Fisher 1978; Guerreiro, Fonseca & Paquete 2016).
 * Gains only shrink, so a gain that is out of date is a bound, and few have to be computed again (Minoux 1978).
 *
 * Exact volumes take the exponential of the objectives. Of more than eight a point's gain is what it adds to the one chosen
 * point that leaves it least: never less than its gain beside all of them, the same beside one.
 */
import { compareLosses, type Losses } from "./dominance";
import { hypervolumeGain } from "./hypervolume";
import { referencePoint } from "./reference-point";

/** Objectives. */
const EXACT_MAX = 8;

/** Indices in the order of their choice, as many as are asked for; of equal gains the one listed first. */
export function* hypervolumeOrder(points: readonly Losses[], reference: Losses): Generator<number> {
  const chosen: Losses[] = [];
  const gainOf = reference.length <= EXACT_MAX ? hypervolumeGain : leastGain;
  const bounds = points.map((point, index) => ({ index, gain: hypervolumeGain(point, [], reference), chosen: 0 }));
  while (bounds.length > 0) {
    bounds.sort((one, other) => other.gain - one.gain || one.index - other.index);
    const [best] = bounds;
    if (best.chosen === chosen.length) {
      chosen.push(points[best.index]);
      bounds.shift();
      yield best.index;
    } else {
      best.gain = gainOf(points[best.index], chosen, reference);
      best.chosen = chosen.length;
    }
  }
}

function leastGain(point: Losses, others: readonly Losses[], reference: Losses): number {
  return Math.min(...others.map((other) => hypervolumeGain(point, [other], reference)));
}

/** Indices of at most `size` points in the order of their choice. */
export function hypervolumeSubset(points: readonly Losses[], reference: Losses, size: number): number[] {
  const order = hypervolumeOrder(points, reference);
  // Not one choice more than is asked for: each costs more than all before it.
  const chosen = Array.from({ length: Math.min(size, points.length) }, () => order.next().value);
  return chosen.filter((index) => index !== undefined);
}

/**
 * The losses of a front on a common scale, [0, 1] by objective, and its reference point there. Objectives are put in an
 * order of their own, so that whoever lists them otherwise gets the same volumes to the last digit.
 */
export function onCommonScale(front: readonly Losses[]): { readonly points: Losses[]; readonly reference: Losses } {
  const columns = (front[0] ?? []).map((_, objective) => scaled(front.map((point) => point[objective])));
  columns.sort(compareLosses);
  const points = front.map((_, index) => columns.map((column) => column[index]));
  return { points, reference: points.length > 0 ? referencePoint(points) : [] };
}

function scaled(column: readonly number[]): number[] {
  const halves = column.map((loss) => loss / 2); // the range of -1e308 and 1e308 is no number
  const best = Math.min(...halves);
  const range = Math.max(...halves) - best;
  return halves.map((half) => (range > 0 ? (half - best) / range : 0));
}
