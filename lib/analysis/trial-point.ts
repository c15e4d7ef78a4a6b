import type { Trial, TrialState } from "@/lib/contract/trial";
import { toNumber } from "@/lib/format/number";

/** What plots need to know of a trial: a tenth of its size on the wire, and no text of anybody's. */
export interface TrialPoint {
  readonly id: string;
  readonly number: number;
  readonly state: TrialState;
  /** Final values by objective; NaN and the infinities as the words JSON needs. */
  readonly values: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
  readonly feasible: boolean | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export function toTrialPoint(trial: Trial, metrics: readonly string[]): TrialPoint {
  const values: Record<string, TrialPoint["values"][string]> = {};
  for (const metric of metrics) {
    const stored = trial.values[metric];
    if (stored !== undefined) values[metric] = stored.value;
  }
  return {
    id: trial.id,
    number: trial.number,
    state: trial.state,
    values,
    feasible: trial.feasible,
    startedAt: trial.started_at,
    finishedAt: trial.finished_at,
  };
}

/** The value of one metric; `null` when there is none, which is not the same as NaN. */
export function pointValue(point: TrialPoint, metric: string): number | null {
  const value = point.values[metric];
  return value === undefined ? null : toNumber(value);
}
