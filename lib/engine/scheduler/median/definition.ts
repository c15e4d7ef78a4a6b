import { z } from "zod";
import { grace, interval, minTrials, type SchedulerDefinition } from "../definition";

export const MedianOptions = z.strictObject({
  grace,
  interval,
  min_trials: minTrials,
});
export type MedianOptions = z.infer<typeof MedianOptions>;

export const medianDefinition = {
  id: "median",
  title: "Median stopping rule",
  summary:
    "Stops a trial whose best result so far is worse than the median of the averages of the others up to the same step.",
  needs: {
    measurements: "values",
    resourceMax: false,
    pauses: false,
    objectives: "one",
    space: false,
    alternative: "asha with mode: stop",
  },
  options: MedianOptions,
  references: [
    "Golovin, Solnik, Moitra, Kochanski, Karro & Sculley 2017, Google Vizier: a service for black-box optimization, section 3.2.2",
  ],
} as const satisfies SchedulerDefinition;
