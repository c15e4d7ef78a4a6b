import { z } from "zod";
import { grace, interval, type SchedulerDefinition } from "../definition";
import type { SchedulerStudy } from "../scheduler";

export const ThresholdOptions = z.strictObject({
  lower: z.number().optional().describe("Stops at a value below; without it there is no such bound."),
  upper: z.number().optional().describe("Stops at a value above; without it there is no such bound."),
  grace,
  interval,
});
export type ThresholdOptions = z.infer<typeof ThresholdOptions>;

export const thresholdDefinition = {
  id: "threshold",
  title: "Threshold",
  summary: "Stops a trial whose value leaves the bounds that were set for it, or is no number.",
  needs: {
    measurements: "values",
    resourceMax: false,
    pauses: false,
    objectives: "one",
    space: false,
    alternative: "median",
    refuse: refuseBounds,
  },
  options: ThresholdOptions,
  references: ["Optuna 5.0, ThresholdPruner"],
} as const satisfies SchedulerDefinition;

function refuseBounds(_study: SchedulerStudy, given: unknown): string | null {
  const { lower, upper } = ThresholdOptions.parse(given);
  if (lower !== undefined && upper !== undefined && lower >= upper)
    return "scheduler.lower: must be less than scheduler.upper, or every trial would stop.";
  return null;
}
