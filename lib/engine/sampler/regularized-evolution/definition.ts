import { z } from "zod";
import { ALL_PARAMETERS, refuseSeveral, type SamplerDefinition } from "../definition";

export const RegularizedEvolutionOptions = z.strictObject({
  population_size: z
    .int()
    .min(4)
    .max(10_000)
    .default(100)
    .describe("Trials that live at a time; the oldest dies. As many results are wanted before children are bred."),
  sample_size: z
    .int()
    .min(1)
    .max(10_000)
    .default(25)
    .describe("Members drawn for each child, of which the best becomes its parent. More: greedier."),
});
export type RegularizedEvolutionOptions = z.infer<typeof RegularizedEvolutionOptions>;

export const regularizedEvolutionDefinition = {
  id: "regularized-evolution",
  title: "Regularized evolution",
  summary:
    "Changes one parameter of a good trial at a time, and lets trials die of age: a lucky result does not live for ever. At home in wide discrete spaces with noise.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "one",
    finite: true,
    dependsOn: "order",
    usesHistory: "values",
    refuse: refuseSeveral(
      "regularized-evolution follows one objective. Choose nsga2, tpe or auto for several, or leave one objective.",
    ),
  },
  options: RegularizedEvolutionOptions,
  references: ["Real, Aggarwal, Huang & Le 2019, Regularized evolution for image classifier architecture search, AAAI"],
} as const satisfies SamplerDefinition;
