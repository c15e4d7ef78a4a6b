import { z } from "zod";
import { grace, interval, minTrials, type SchedulerDefinition } from "../definition";

export const CostCapOptions = z.strictObject({
  max_cost: z
    .number()
    .positive()
    .optional()
    .describe("What one trial may cost at most; without it there is no such limit."),
  ratio: z
    .number()
    .min(1)
    .max(1_000)
    .default(5)
    .describe("A trial stops when it has cost more than so many times the median of the others at the same step."),
  grace,
  interval,
  min_trials: minTrials,
});
export type CostCapOptions = z.infer<typeof CostCapOptions>;

export const costCapDefinition = {
  id: "cost-cap",
  title: "Cost cap",
  summary: "Stops a trial that has cost more than a limit, or a multiple of what the others had cost at the same step.",
  needs: {
    measurements: "costs",
    resourceMax: false,
    pauses: false,
    objectives: "one",
    space: false,
    alternative: "limits.trial_timeout_s, or median",
  },
  options: CostCapOptions,
  references: [
    "Snoek, Larochelle & Adams 2012, Practical Bayesian optimization of machine learning algorithms, section 3.2 (why costs matter)",
  ],
} as const satisfies SchedulerDefinition;
