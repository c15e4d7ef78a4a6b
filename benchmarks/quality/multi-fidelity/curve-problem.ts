/** Problems whose trials have learning curves: each point of a finite space was trained once, to the end, and recorded. */
import type { Rng } from "@/lib/engine/rng/rng";
import type { Parameter } from "@/lib/engine/space/schema";
import type { Assignments } from "@/lib/engine/space/space";

export interface CurveProblem {
  /** Names the table; never reused for another function. */
  readonly id: string;
  readonly about: string;
  /** What one unit of resource is. */
  readonly unit: string;
  /** Finite and without conditions, so that every point can be recorded. */
  readonly space: Readonly<Record<string, Parameter>>;
  /** Held-out loss after 1, 2, …, `RESOURCE` units; null from where training has broken down. */
  train(assignments: Assignments, rng: Rng): readonly (number | null)[];
}

/** Units of a trial that is trained to its end: rungs at 1, 3, 9 and 27. */
export const RESOURCE = 27;
