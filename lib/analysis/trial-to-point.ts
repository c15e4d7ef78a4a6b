import type { Trial } from "@/lib/contract/trial";
import type { TrialPoint } from "./trial-point";

/** A trial as the API gives it, as plots and tables know it. */
export function trialToPoint(trial: Trial): TrialPoint {
  return {
    number: trial.number,
    state: trial.state,
    values: Object.fromEntries(Object.entries(trial.values).map(([metric, stored]) => [metric, stored.value])),
    params: trial.assignments,
    feasible: trial.feasible,
    stopping: false,
    startedAt: trial.started_at === null ? null : Date.parse(trial.started_at),
    finishedAt: trial.finished_at === null ? null : Date.parse(trial.finished_at),
  };
}
