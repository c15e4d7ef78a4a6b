import { z } from "zod";
import { grace, interval, type SchedulerDefinition } from "../definition";

export const WilcoxonOptions = z.strictObject({
  alpha: z
    .number()
    .gt(0)
    .lt(0.5)
    .default(0.1)
    .describe("Stops when a difference as bad would come about by chance with a probability less than this."),
  min_folds: z
    .int()
    .min(2)
    .max(1_000)
    .default(2)
    .describe("Folds that both trials must have before they are compared."),
  grace,
  interval,
});
export type WilcoxonOptions = z.infer<typeof WilcoxonOptions>;

export const wilcoxonDefinition = {
  id: "wilcoxon",
  title: "Wilcoxon signed-rank rule",
  summary:
    "Stops a trial whose results, fold by fold or seed by seed, are significantly worse than those of the best finished trial.",
  needs: {
    measurements: "folds",
    resourceMax: false,
    pauses: false,
    objectives: "one",
    space: false,
    alternative: "median, whose steps may mean anything",
  },
  options: WilcoxonOptions,
  references: [
    "Wilcoxon 1945, Individual comparisons by ranking methods",
    "Pratt 1959, Remarks on zeros and ties in the Wilcoxon signed rank procedures",
  ],
} as const satisfies SchedulerDefinition;
