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
import type { PreferredRegion } from "./preferred-region";
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
export function onCommonScale(
  front: readonly Losses[],
  region: PreferredRegion = [],
): { readonly points: Losses[]; readonly reference: Losses } {
  const columns = (front[0] ?? []).map((_, objective) =>
    scaled(
      front.map((point) => point[objective]),
      region[objective] ?? null,
    ),
  );
  columns.sort((one, other) => compareLosses([...one.column, one.named ?? 0], [...other.column, other.named ?? 0]));
  const points = front.map((_, index) => columns.map(({ column }) => column[index]));
  const inferred = points.length > 0 ? referencePoint(points) : [];
  return { points, reference: columns.map(({ named }, objective) => named ?? inferred[objective]) };
}

/** In ranges of the losses. Volumes from farther off differ by rounding, and by nothing where they are infinite. */
const REFERENCE_MAX = 1e6;

interface Scaled {
  readonly column: number[];
  /** What is named as the worst of use. */
  readonly named: number | null;
}

function scaled(losses: readonly number[], worst: number | null): Scaled {
  const halves = losses.map((loss) => loss / 2); // the range of -1e308 and 1e308 is no number
  const best = Math.min(...halves);
  const range = Math.max(...halves) - best;
  const toScale = (half: number): number => (range > 0 ? (half - best) / range : 0);
  // Of losses that are all the same any scale will do, as long as there is something between them and the reference.
  const named =
    worst === null ? null : range > 0 ? Math.min(toScale(worst / 2), REFERENCE_MAX) : worst / 2 > best ? 1 : 0;
  return { column: halves.map(toScale), named };
}
