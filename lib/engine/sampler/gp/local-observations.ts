/**
 * The part of a long history that a Gaussian process is conditioned on: exact up to a thousand points, since each
 * factorization costs the cube of them; beyond, those near the incumbent, where the next improvement is looked for, and an
 * even share of the others, farther and farther from it, so that the model still knows what the rest of the space is like.
 */
import type { CompiledSpace } from "../../space/compiled-space";
import { isChoice } from "./candidates";
import type { Observation, Observations } from "./observations";

const EXACT_MAX = 1_000;
const NEAREST = 500;
const SPREAD = 200;
/** Of the results at rungs below, and of the stand-ins, whatever room those at the rung itself leave. */
const OTHERS_MIN = 300;

/** `best`: the incumbent, which is always kept. All observations while they are few, in the order they came in. */
export function localObservations(compiled: CompiledSpace, all: Observations, best: Observation): Observations {
  const distanceTo = (units: Float64Array) => distance(compiled, best.units, units);
  const observed = nearAndSpread(all.observed, ({ units }) => distanceTo(units), EXACT);
  const below = nearAndSpread(all.below, ({ units }) => distanceTo(units), leftBy(observed.length));
  return {
    observed,
    failed: nearAndSpread(all.failed, distanceTo, EXACT),
    below,
    lagging: nearAndSpread(all.lagging, ({ units }) => distanceTo(units), leftBy(observed.length + below.length)),
  };
}

interface Room {
  /** So many points are all kept. */
  readonly max: number;
  /** Of more, so many are. */
  readonly nearest: number;
  readonly spread: number;
}

const EXACT: Room = { max: EXACT_MAX, nearest: NEAREST, spread: SPREAD };

/** They are all in one factorization. */
function leftBy(taken: number): Room {
  const max = Math.max(OTHERS_MIN, EXACT_MAX - taken);
  const nearest = Math.round((max * NEAREST) / (NEAREST + SPREAD));
  return { max, nearest, spread: max - nearest };
}

function nearAndSpread<Point>(
  points: readonly Point[],
  distanceOf: (point: Point) => number,
  { max, nearest, spread: count }: Room,
): readonly Point[] {
  if (points.length <= max) return points;
  const distances = points.map(distanceOf);
  const order = points.map((_, index) => index).sort((one, other) => distances[one] - distances[other] || one - other);
  const rest = order.slice(nearest);
  const spread = Array.from({ length: count }, (_, step) => rest[Math.floor((step * rest.length) / count)]);
  return [...order.slice(0, nearest), ...spread].sort((one, other) => one - other).map((index) => points[index]);
}

/** Squared, in unit coordinates: 1 for another choice and between present and absent. */
function distance(compiled: CompiledSpace, one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let coordinate = 0; coordinate < one.length; coordinate += 1) {
    const [here, there] = [one[coordinate], other[coordinate]];
    if (Number.isNaN(here) && Number.isNaN(there)) continue;
    const apart = Number.isNaN(here) || Number.isNaN(there) || (isChoice(compiled, coordinate) && here !== there);
    sum += apart ? 1 : (here - there) ** 2;
  }
  return sum;
}
