/**
 * The volume that points dominate below a reference point, exact: by sweeps up to three objectives, by exclusive volumes
 * above (While, Bradstreet & Barone 2012, A fast way of calculating exact hypervolumes, WFG).
 *
 *   inclusive(p) = Π (ref - p)     exclusive(p | S) = inclusive(p) - volume of S limited to what p dominates
 */
import { compareLosses, type Losses, weaklyDominates } from "./dominance";

/** Zero for no points; a point that is not below the reference in every objective adds nothing (pitfall 28). */
export function hypervolume(points: readonly Losses[], reference: Losses): number {
  return volumeOf(withoutDominated(inside(points, reference)), reference);
}

/**
 * What each point adds to the volume of the others: zero for one that is dominated, or there twice.
 * @returns one number for each point, in their order
 */
export function hypervolumeContributions(points: readonly Losses[], reference: Losses): number[] {
  return points.map((point, index) => {
    if (!isInside(point, reference)) return 0;
    const others = inside(points.toSpliced(index, 1), reference);
    if (others.some((other) => weaklyDominates(other, point))) return 0;
    return exclusiveVolume(point, others, reference);
  });
}

/** What `point` would add to the volume of `others`. */
export function hypervolumeGain(point: Losses, others: readonly Losses[], reference: Losses): number {
  if (!isInside(point, reference)) return 0;
  return exclusiveVolume(point, inside(others, reference), reference);
}

const isInside = (point: Losses, reference: Losses): boolean =>
  point.every((loss, objective) => loss < reference[objective]);

const inside = (points: readonly Losses[], reference: Losses): readonly Losses[] =>
  points.filter((point) => isInside(point, reference));

function exclusiveVolume(point: Losses, others: readonly Losses[], reference: Losses): number {
  const limited = others.map((other) => other.map((loss, objective) => Math.max(loss, point[objective])));
  return inclusiveVolume(point, reference) - volumeOf(withoutDominated(limited), reference);
}

function inclusiveVolume(point: Losses, reference: Losses): number {
  return point.reduce((volume, loss, objective) => volume * (reference[objective] - loss), 1);
}

/** In lexicographic order, of equal points one. */
function withoutDominated(points: readonly Losses[]): readonly Losses[] {
  const kept: Losses[] = [];
  for (const point of [...points].sort(compareLosses)) {
    // Of two objectives the last one kept is lowest in the second: it alone decides.
    const rivals = point.length > 2 ? kept : kept.slice(-1);
    if (!rivals.some((other) => weaklyDominates(other, point))) kept.push(point);
  }
  return kept;
}

/** Of points that do not dominate each other, in lexicographic order. */
function volumeOf(points: readonly Losses[], reference: Losses): number {
  if (points.length === 0) return 0;
  if (points.length === 1) return inclusiveVolume(points[0], reference);
  switch (reference.length) {
    case 1:
      return inclusiveVolume(points[0], reference);
    case 2:
      return areaOf(points, reference);
    case 3:
      return sweptVolume(points, reference);
    default:
      return volumeByExclusion(points, reference);
  }
}

/** From left to right each point adds a strip up to the one before. */
function areaOf(points: readonly Losses[], [right, top]: Losses): number {
  let ceiling = top;
  let area = 0;
  for (const [x, y] of points) {
    if (y >= ceiling) continue;
    area += (right - x) * (ceiling - y);
    ceiling = y;
  }
  return area;
}

/** Slices between neighbouring values of the third objective, each as thick as its gap and as wide as what lies below it. */
function sweptVolume(points: readonly Losses[], reference: Losses): number {
  const rising = [...points].sort((one, other) => one[2] - other[2] || compareLosses(one, other));
  // The staircase of the first two objectives: x rises, y falls.
  const stairs: Losses[] = [];
  let [volume, area, level] = [0, 0, rising[0][2]];
  for (const point of rising) {
    volume += area * (point[2] - level);
    level = point[2];
    area += addStep(stairs, point, reference);
  }
  return volume + area * (reference[2] - level);
}

/** Adds a point to the staircase and returns the area it adds. */
function addStep(stairs: Losses[], point: Losses, [right, top]: Losses): number {
  const [x, y] = point;
  let low = 0;
  for (let high = stairs.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (stairs[middle][0] < x) low = middle + 1;
    else high = middle;
  }
  let ceiling = low > 0 ? stairs[low - 1][1] : top;
  if (ceiling <= y) return 0;
  let [area, from, end] = [0, x, low];
  while (end < stairs.length && stairs[end][1] >= y) {
    area += (stairs[end][0] - from) * (ceiling - y);
    [from, ceiling] = stairs[end];
    end += 1;
  }
  area += ((end < stairs.length ? stairs[end][0] : right) - from) * (ceiling - y);
  stairs.splice(low, end - low, point);
  return area;
}

/** The worst in the last objective first: what is limited to it is then flat there, and its own last objective is done with. */
function volumeByExclusion(points: readonly Losses[], reference: Losses): number {
  const last = reference.length - 1;
  const falling = [...points].sort((one, other) => other[last] - one[last] || compareLosses(one, other));
  let volume = 0;
  for (const [index, point] of falling.entries()) {
    // Those after it are no worse in the last objective: below it they all reach from the point to the reference.
    const height = reference[last] - point[last];
    const limited = falling
      .slice(index + 1)
      .map((other) => other.slice(0, last).map((loss, objective) => Math.max(loss, point[objective])));
    const base = point.slice(0, last);
    const below = reference.slice(0, last);
    volume += height * (inclusiveVolume(base, below) - volumeOf(withoutDominated(limited), below));
  }
  return volume;
}
