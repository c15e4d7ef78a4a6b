import type { SamplerId } from "../catalog";
import type { StarvedBranch } from "./branch-floor";

/** Which sampler serves a trial, and why. */
export interface Choice {
  readonly sampler: Delegate;
  /** Why, in a sentence for people. */
  readonly why: string;
  /** What the trial is kept to, when a branch is below its floor. */
  readonly branch?: StarvedBranch;
}

export type Delegate = Extract<
  SamplerId,
  "gp" | "tpe" | "random-forest" | "cma-es" | "regularized-evolution" | "nsga2" | "nsga3"
>;
