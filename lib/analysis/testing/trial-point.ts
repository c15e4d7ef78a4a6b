import type { TrialPoint } from "@/lib/analysis/trial-point";

/** A trial that completed with an accuracy, unless told otherwise. */
export function trialPoint(given: Partial<TrialPoint> & { readonly number: number }): TrialPoint {
  return {
    state: "completed",
    values: {},
    params: {},
    feasible: null,
    stopping: false,
    startedAt: null,
    finishedAt: null,
    ...given,
  };
}
