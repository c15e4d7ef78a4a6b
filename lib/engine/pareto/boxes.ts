/**
 * The region that a front leaves undominated below a reference point, as disjoint boxes, for two and three objectives: as
 * many as there are points, in proportion. With three a sweep along the last objective keeps the strips that are open under
 * the staircase of the other two (in the manner of Lacour, Klamroth & Fonseca 2017, arXiv:1504.03467).
 */
import { compareLosses, type Losses } from "./dominance";
import { paretoFront } from "./fronts";

/** From `low`, which may be -Infinity, to `high`, by objective. */
export interface Box {
  readonly low: Losses;
  readonly high: Losses;
}

/** @throws RangeError for more than three objectives or fewer than two */
export function undominatedBoxes(points: readonly Losses[], reference: Losses): Box[] {
  const below = points.filter((point) => point.every((loss, objective) => loss < reference[objective]));
  const front = paretoFront(below).map((index) => below[index]);
  if (reference.length === 2) return stripsUnder(front, reference).map(toFlatBox);
  if (reference.length === 3) return sweep(front, reference);
  throw new RangeError(`The region is divided for two or three objectives, not ${reference.length}.`);
}

/** First objective from `left` to `right`, second below `ceiling`. */
interface Strip {
  readonly left: number;
  readonly right: number;
  readonly ceiling: number;
  /** Third objective where it begins. */
  readonly floor: number;
}

const toFlatBox = ({ left, right, ceiling }: Strip): Box => ({
  low: [left, Number.NEGATIVE_INFINITY],
  high: [right, ceiling],
});

function stripsUnder(front: readonly Losses[], reference: Losses): readonly Strip[] {
  return [...front].sort(compareLosses).reduce((strips, point) => lowered(strips, point).open, whole(reference));
}

const whole = ([right, ceiling]: Losses): readonly Strip[] => [
  { left: Number.NEGATIVE_INFINITY, right, ceiling, floor: Number.NEGATIVE_INFINITY },
];

function sweep(front: readonly Losses[], reference: Losses): Box[] {
  const rising = [...front].sort((one, other) => one[2] - other[2] || compareLosses(one, other));
  const boxes: Box[] = [];
  let open = whole(reference);
  for (const point of rising) {
    const step = lowered(open, point);
    boxes.push(...step.closed.flatMap((strip) => toBox(strip, point[2])));
    open = step.open;
  }
  return [...boxes, ...open.flatMap((strip) => toBox(strip, reference[2]))];
}

/** None for a strip that ends where it began. */
const toBox = ({ left, right, ceiling, floor }: Strip, end: number): Box[] =>
  floor < end ? [{ low: [left, Number.NEGATIVE_INFINITY, floor], high: [right, ceiling, end] }] : [];

/** The strips, from left to right, once a point is there: nothing to its upper right is left. */
function lowered(strips: readonly Strip[], [x, y, floor = Number.NEGATIVE_INFINITY]: Losses) {
  const isCut = ({ right, ceiling }: Strip): boolean => right > x && ceiling > y;
  const closed = strips.filter(isCut);
  if (closed.length === 0) return { closed, open: strips };
  const [{ left, ceiling }] = closed;
  const rest = left < x ? [{ left, right: x, ceiling, floor }] : [];
  const under: Strip = { left: Math.max(left, x), right: closed[closed.length - 1].right, ceiling: y, floor };
  const at = strips.indexOf(closed[0]);
  return { closed, open: [...strips.slice(0, at), ...rest, under, ...strips.slice(at + closed.length)] };
}
