import type { Space } from "./space/space";

export type Direction = "minimize" | "maximize";

export interface Objective {
  readonly metric: string;
  readonly direction: Direction;
}

/** A bound on a metric that a result must keep to be of use: "latency at most 20 ms". Exactly one of the two. */
export interface OutcomeConstraint {
  readonly metric: string;
  readonly lte?: number | undefined;
  readonly gte?: number | undefined;
}

/** What is being optimized. Plain values, safe to clone between threads and to store as JSON. */
export interface Problem {
  readonly space: Space;
  readonly objectives: readonly Objective[];
  /** None when absent. */
  readonly outcomeConstraints?: readonly OutcomeConstraint[];
  /** The study's seed: names all its random streams. */
  readonly seed: string;
}
