import { z } from "zod";
import { populationOptions, type SchedulerDefinition } from "../definition";

export const Pb2Options = z.strictObject({
  ...populationOptions,
  population: z
    .int()
    .min(2)
    .max(10_000)
    .default(8)
    .describe("Trials that train at the same time; fewer do than for pbt."),
  resample: z
    .number()
    .min(0)
    .max(1)
    .default(0.25)
    .describe("Probability that a choice of a child is drawn anew; numbers are chosen by the model."),
});
export type Pb2Options = z.infer<typeof Pb2Options>;

export const pb2Definition = {
  id: "pb2",
  title: "Population-based bandits",
  summary:
    "Population-based training whose children's numbers are chosen by a model of what lately brought improvement.",
  needs: {
    measurements: "values",
    resourceMax: false,
    pauses: false,
    objectives: "one",
    space: true,
    alternative: "asha with mode: stop",
  },
  options: Pb2Options,
  references: [
    "Parker-Holder, Nguyen & Roberts 2020, Provably efficient online hyperparameter optimization with population-based bandits",
  ],
} as const satisfies SchedulerDefinition;
