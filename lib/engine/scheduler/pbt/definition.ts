import { z } from "zod";
import { populationOptions, type SchedulerDefinition } from "../definition";

export const PbtOptions = z.strictObject({
  ...populationOptions,
  resample: z
    .number()
    .min(0)
    .max(1)
    .default(0.25)
    .describe(
      "Probability that a parameter of a child is drawn anew from its prior instead of being changed a little.",
    ),
});
export type PbtOptions = z.infer<typeof PbtOptions>;

export const pbtDefinition = {
  id: "pbt",
  title: "Population-based training",
  summary: "Trains a population whose worst members are replaced by changed copies of the best, checkpoint included.",
  needs: {
    measurements: "values",
    resourceMax: false,
    pauses: false,
    objectives: "one",
    space: true,
    alternative: "asha with mode: stop",
  },
  options: PbtOptions,
  references: ["Jaderberg, Dalibard, Osindero et al. 2017, Population based training of neural networks"],
} as const satisfies SchedulerDefinition;
