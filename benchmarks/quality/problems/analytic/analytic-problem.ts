import { toAssignments } from "@/lib/engine/space/space";
import { offCenterPoint } from "../placement";
import type { QualityProblem } from "../problem";
import { vectorOf } from "../read-assignments";
import type { VectorFunction } from "./functions";

interface AnalyticFunction {
  readonly id: string;
  readonly about: string;
  readonly f: VectorFunction;
  readonly bounds: readonly (readonly [number, number])[];
  /** The least value of f and where f has it. */
  readonly least: number;
  readonly minimizer?: readonly number[];
  /** Moves the minimizer to a fixed place off the centre. For functions that have it in the middle. */
  readonly shifted?: boolean;
}

export function analyticProblem(given: AnalyticFunction): QualityProblem {
  const { id, about, f, bounds, least, minimizer, shifted = false } = given;
  const target = shifted ? offCenterPoint(id, bounds) : minimizer;
  const origin = minimizer ?? [];
  const offset = shifted && target ? target.map((value, index) => value - origin[index]) : bounds.map(() => 0);
  return {
    id,
    about,
    family: "analytic",
    direction: "minimize",
    space: Object.fromEntries(bounds.map(([low, high], index) => [`x${index}`, { type: "float", low, high }] as const)),
    optimum: {
      value: least,
      ...(target && { at: toAssignments(target.map((value, index) => [`x${index}`, value] as const)) }),
    },
    value: (assignments) => f(vectorOf(assignments, bounds.length).map((value, index) => value - offset[index])),
  };
}

/** The same bounds in every dimension. */
export function cube(dimensions: number, low: number, high: number): [number, number][] {
  return Array.from({ length: dimensions }, () => [low, high]);
}
