import type { Losses } from "@/lib/engine/pareto/dominance";
import { toAssignments } from "@/lib/engine/space/space";
import { choicesOf, offCenter } from "../../problems/placement";
import { vectorOf } from "../../problems/read-assignments";
import { minimized, type ObjectiveFamily, type ObjectiveProblem, type TrueFront } from "../objective-problem";

interface VectorProblem {
  readonly id: string;
  readonly family: ObjectiveFamily;
  readonly about: string;
  readonly bounds: readonly (readonly [number, number])[];
  readonly objectives: number;
  f(x: readonly number[]): Losses;
  readonly front: TrueFront;
  /** A few points on the front. */
  readonly optima: readonly (readonly number[])[];
}

/** Real parameters x0, x1, … */
export function vectorProblem({ bounds, objectives, f, optima, ...given }: VectorProblem): ObjectiveProblem {
  return {
    ...given,
    objectives: minimized(objectives),
    space: Object.fromEntries(bounds.map(([low, high], index) => [`x${index}`, { type: "float", low, high }] as const)),
    optimal: optima.map((x) => toAssignments(x.map((value, index) => [`x${index}`, value] as const))),
    value: (assignments) => f(vectorOf(assignments, bounds.length)),
  };
}

/** The same value in so many coordinates after the first ones. */
export const followedBy = (first: readonly number[], count: number, value: number): number[] => [
  ...first,
  ...new Array<number>(count).fill(value),
];

export const unitCube = (dimensions: number): [number, number][] =>
  Array.from({ length: dimensions }, () => [0, 1] as [number, number]);

/** Turns a fixed half or so of the coordinates round, from the `first` on: what was best at 0 is best at 1 for those. */
export function reflected(id: string, first: number, x: readonly number[]): number[] {
  const rng = choicesOf(id);
  const turned = x.map(() => rng.uniform() < 0.5);
  return x.map((value, index) => (index >= first && turned[index] ? 1 - value : value));
}

/** Moves the coordinates from the `first` on: what was best in the middle of `width` is best at a fixed place off it. */
export function shifted(id: string, range: Range, x: readonly number[]): number[] {
  return moved(id, range, x, -1);
}

/** The other way. */
export function unshifted(id: string, range: Range, x: readonly number[]): number[] {
  return moved(id, range, x, 1);
}

interface Range {
  readonly first: number;
  readonly width: number;
}

function moved(id: string, { first, width }: Range, x: readonly number[], sign: number): number[] {
  const rng = choicesOf(id);
  const away = x.map(() => width * (offCenter(rng) - 0.5));
  return x.map((value, index) => (index >= first ? value + sign * away[index] : value));
}
