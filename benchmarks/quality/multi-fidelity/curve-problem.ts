/** Problems whose trials have learning curves: each point of a finite space was trained once, to the end, and recorded. */
import type { Rng } from "@/lib/engine/rng/rng";
import type { Assignments } from "@/lib/engine/space/space";
import type { FiniteProblem } from "../recorded/cells-of";

/** Its id names the table; never reused for another function. */
export interface CurveProblem extends FiniteProblem {
  readonly about: string;
  /** What one unit of resource is. */
  readonly unit: string;
  /** Held-out loss after 1, 2, …, `RESOURCE` units; null from where training has broken down. */
  train(assignments: Assignments, rng: Rng): readonly (number | null)[];
}

/** Units of a trial that is trained to its end: rungs at 1, 3, 9 and 27. */
export const RESOURCE = 27;
