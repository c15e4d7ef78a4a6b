/** Problems with two or three objectives and a known Pareto front. */
import type { Losses } from "@/lib/engine/pareto/dominance";
import type { Objective } from "@/lib/engine/problem";
import type { Parameter } from "@/lib/engine/space/schema";
import type { Assignments } from "@/lib/engine/space/space";

export const OBJECTIVE_FAMILIES = ["zdt", "dtlz", "wfg", "mixed", "recorded"] as const;
export type ObjectiveFamily = (typeof OBJECTIVE_FAMILIES)[number];

export interface ObjectiveProblem {
  /** Names the problem in traces; never reused for another function. */
  readonly id: string;
  readonly family: ObjectiveFamily;
  readonly about: string;
  readonly space: Readonly<Record<string, Parameter>>;
  readonly objectives: readonly Objective[];
  /** The metrics, in the order of the objectives: without noise, and no evaluation fails. */
  value(assignments: Assignments): readonly number[];
  readonly front: TrueFront;
  /** A few points whose losses are on the front. */
  readonly optimal: readonly Assignments[];
}

/** What no point can go beyond, as losses: smaller is better in each. */
export interface TrueFront {
  /** About so many points of it, spread along it; all where it has no more. */
  points(count: number): readonly Losses[];
  /** The volume it dominates below a reference that no point of it is beyond. */
  volume(reference: Losses): number;
}

/** Metrics as losses. */
export function toLosses({ objectives }: Pick<ObjectiveProblem, "objectives">, values: readonly number[]): Losses {
  return values.map((value, index) => (objectives[index].direction === "maximize" ? 0 - value : value));
}

/** Losses called f1, f2, … */
export function minimized(count: number): readonly Objective[] {
  return Array.from({ length: count }, (_, index) => ({ metric: `f${index + 1}`, direction: "minimize" as const }));
}
