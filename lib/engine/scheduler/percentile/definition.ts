import { z } from "zod";
import { grace, interval, minTrials, type SchedulerDefinition } from "../definition";

export const PercentileOptions = z.strictObject({
  keep: z
    .number()
    .min(1)
    .max(99)
    .default(75)
    .describe("Percent of the others' results at a step that a trial's best must be among. The larger, the milder."),
  grace,
  interval,
  min_trials: minTrials,
});
export type PercentileOptions = z.infer<typeof PercentileOptions>;

export const percentileDefinition = {
  id: "percentile",
  title: "Percentile stopping rule",
  summary:
    "Stops a trial whose best result so far is not among the given share of the results of the others at the same step.",
  needs: {
    measurements: "values",
    resourceMax: false,
    pauses: false,
    objectives: "one",
    space: false,
    alternative: "asha with mode: stop",
  },
  options: PercentileOptions,
  references: [
    "Golovin, Solnik, Moitra, Kochanski, Karro & Sculley 2017, Google Vizier: a service for black-box optimization, section 3.2",
  ],
} as const satisfies SchedulerDefinition;
