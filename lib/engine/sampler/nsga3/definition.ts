import { z } from "zod";
import { ALL_PARAMETERS, type SamplerDefinition } from "../definition";

export const Nsga3Options = z.strictObject({
  population_size: z
    .int()
    .min(4)
    .max(10_000)
    .default(50)
    .describe(
      "Trials that live at a time, and how many directions the front is looked at from, at most. As many results are wanted before children are bred.",
    ),
});
export type Nsga3Options = z.infer<typeof Nsga3Options>;

export const nsga3Definition = {
  id: "nsga3",
  title: "NSGA-III",
  summary:
    "As NSGA-II, but the front is kept even along directions that are spread over all trade-offs: for four objectives or more, where distances between neighbors say little.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "any",
    finite: true,
    dependsOn: "order",
    usesHistory: "values",
  },
  options: Nsga3Options,
  references: [
    "Deb & Jain 2014, An evolutionary many-objective optimization algorithm using reference-point-based nondominated sorting approach, part I, IEEE Transactions on Evolutionary Computation 18(4)",
    "Das & Dennis 1998, Normal-boundary intersection, SIAM Journal on Optimization 8(3)",
  ],
} as const satisfies SamplerDefinition;
