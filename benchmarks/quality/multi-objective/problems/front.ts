/** The fronts that several problems share, as losses. */
import type { Losses } from "@/lib/engine/pareto/dominance";
import { paretoFront } from "@/lib/engine/pareto/fronts";
import { hypervolume } from "@/lib/engine/pareto/hypervolume";
import type { TrueFront } from "../objective-problem";

/** So many points of a curve without a formula for its area: the steps between them are worth a hundred-thousandth of it. */
const CURVE_POINTS = 100_000;

export const productOf = (factors: readonly number[]): number =>
  factors.reduce((product, factor) => product * factor, 1);

/** Places from 0 to 1, both included. */
export const places = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index / (count - 1));

/** Of two losses, along a curve over [0, 1]; what other points of it dominate is not of the front. */
export function curveFront(at: (place: number) => Losses): TrueFront {
  const points = (count: number): readonly Losses[] => nondominated(places(count).map(at));
  return { points, volume: (reference) => hypervolume(points(CURVE_POINTS), reference) };
}

/** Of finitely many points. */
export function listedFront(all: readonly Losses[]): TrueFront {
  const front = nondominated(all);
  return { points: () => front, volume: (reference) => hypervolume(front, reference) };
}

/** The part of an ellipsoid around the origin where no loss is negative: what lies below it is an octant (or quarter) of it. */
export function ellipsoidFront(radii: Losses): TrueFront {
  const below = radii.length === 2 ? (Math.PI / 4) * productOf(radii) : (Math.PI / 6) * productOf(radii);
  return {
    points: (count) => sphericalDirections(radii.length, count).map((unit) => unit.map((part, m) => part * radii[m])),
    volume: (reference) => productOf(reference) - below,
  };
}

/** Unit vectors without negative parts. */
function sphericalDirections(objectives: number, count: number): readonly Losses[] {
  const quarter = (place: number): Losses => [Math.cos((place * Math.PI) / 2), Math.sin((place * Math.PI) / 2)];
  if (objectives === 2) return places(count).map(quarter);
  return square(count).map(([u, v]) => {
    const [[around, up], [first, second]] = [quarter(u), quarter(v)];
    return [around * first, around * second, up];
  });
}

/** About `count` places of the unit square, as a grid. */
export function square(count: number): readonly (readonly [number, number])[] {
  const line = places(Math.max(2, Math.round(Math.sqrt(count))));
  return line.flatMap((u) => line.map((v) => [u, v] as const));
}

export function nondominated(points: readonly Losses[]): readonly Losses[] {
  return paretoFront(points).map((index) => points[index]);
}
