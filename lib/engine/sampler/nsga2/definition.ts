import { z } from "zod";
import { ALL_PARAMETERS, type SamplerDefinition } from "../definition";

export const Nsga2Options = z.strictObject({
  population_size: z
    .int()
    .min(4)
    .max(10_000)
    .default(50)
    .describe("Trials that live at a time. As many results are wanted before children are bred."),
});
export type Nsga2Options = z.infer<typeof Nsga2Options>;

export const nsga2Definition = {
  id: "nsga2",
  title: "NSGA-II",
  summary:
    "Breeds trials from those that nobody beats in all objectives, the lonelier the better: a front that is wide and even. For two or three objectives and hundreds of trials.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "any",
    finite: true,
    dependsOn: "order",
    usesHistory: "values",
  },
  options: Nsga2Options,
  references: [
    "Deb, Pratap, Agarwal & Meyarivan 2002, A fast and elitist multiobjective genetic algorithm: NSGA-II, IEEE Transactions on Evolutionary Computation 6(2)",
    "Deb & Agrawal 1995, Simulated binary crossover for continuous search space, Complex Systems 9",
  ],
} as const satisfies SamplerDefinition;
