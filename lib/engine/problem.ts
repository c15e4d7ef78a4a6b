import type { Assignments, Space } from "./space/space";

export type Direction = "minimize" | "maximize";

export interface Objective {
  readonly metric: string;
  readonly direction: Direction;
  /**
   * With several objectives, the worst value that is of use, in the metric's own unit: hypervolume counts from it on, and
   * what is within all of them comes before what is not (`pareto/preferred-region`). What the results suggest when absent.
   */
  readonly reference?: number | undefined;
}

/** A bound on a metric that a result must keep to be of use: "latency at most 20 ms". Exactly one of the two. */
export interface OutcomeConstraint {
  readonly metric: string;
  readonly lte?: number | undefined;
  readonly gte?: number | undefined;
}

/** What another study learnt, for this one to begin with (warm start). The order of its results says nothing. */
export interface Source {
  readonly results: readonly SourceResult[];
}

/** A completed trial of another study, in that study's space. */
export interface SourceResult {
  readonly assignments: Assignments;
  /** By metric, finite numbers only. Read by this study's directions and bounds, whatever the other's were. */
  readonly values: Readonly<Record<string, number>>;
}

/** What is being optimized. Plain values, safe to clone between threads and to store as JSON. */
export interface Problem {
  readonly space: Space;
  readonly objectives: readonly Objective[];
  /** None when absent. */
  readonly outcomeConstraints?: readonly OutcomeConstraint[];
  /** None when absent. */
  readonly sources?: readonly Source[];
  /** How many trials the study may run at most; unknown when absent. */
  readonly maxTrials?: number;
  /** The study's seed: names all its random streams. */
  readonly seed: string;
}
