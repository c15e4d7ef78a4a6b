import type { Space } from "./space/space";

export type Direction = "minimize" | "maximize";

export interface Objective {
  readonly metric: string;
  readonly direction: Direction;
}

/** What is being optimized. Plain values, safe to clone between threads and to store as JSON. */
export interface Problem {
  readonly space: Space;
  readonly objectives: readonly Objective[];
  /** The study's seed: names all its random streams. */
  readonly seed: string;
}
