import type { FinishReason } from "@/lib/contract/study";

/** What lets a study go on that hands nothing out any more. */
export const HOW_TO_GO_ON: Readonly<Record<FinishReason, string>> = {
  budget: "Raise limits.max_trials to go on.",
  stagnation: "Raise limits.no_improvement_trials, or set it to null, to go on.",
  failures: "Raise limits.max_failures, or set it to null, to go on.",
  deadline: "Set limits.deadline to a later time, or to null, to go on.",
  cost: "Raise limits.max_cost, or set it to null, to go on.",
  resource: "Raise limits.max_resource, or set it to null, to go on.",
  grid_exhausted: "Change its search space, or clone it, to go on.",
  no_point_found: "Change its search space, or clone it, to go on.",
  target: "Clone it to go on.",
  population_complete: "Clone it to go on.",
  stopped: "Clone it to go on.",
};
