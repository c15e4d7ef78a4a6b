/** What a problem of the benchmark is: a search space as users write it and a function with a known or stated best value. */
import type { Direction } from "@/lib/engine/problem";
import type { Rng } from "@/lib/engine/rng/rng";
import type { Parameter, SpaceConstraint } from "@/lib/engine/space/schema";
import type { Assignments } from "@/lib/engine/space/space";

export const FAMILIES = ["analytic", "mixed", "models"] as const;
export type Family = (typeof FAMILIES)[number];

export interface QualityProblem {
  /** Names the problem in traces and its noise; never reused for another function. */
  readonly id: string;
  readonly family: Family;
  /** What it is and what it is hard for, in a line. */
  readonly about: string;
  readonly space: Readonly<Record<string, Parameter>>;
  readonly constraints?: readonly SpaceConstraint[];
  readonly direction: Direction;
  /** The best true value and where it is, when that is known; else `reference-values.json` states the best one found. */
  readonly optimum?: Optimum;
  /** The value without noise, which is what counts; null where every evaluation fails. Defined outside the constraints too. */
  value(assignments: Assignments): number | null;
  /** What one evaluation reports, given its own noise. Left out when that is the true value. */
  observe?(assignments: Assignments, noise: Rng): number | null;
}

export interface Optimum {
  readonly value: number;
  readonly at?: Assignments;
}
