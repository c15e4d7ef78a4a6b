import { z } from "zod";
import { ALL_PARAMETERS, refuseSeveral, type SamplerDefinition } from "../definition";

export const GeneticOptions = z.strictObject({
  population_size: z
    .int()
    .min(4)
    .max(10_000)
    .default(30)
    .describe("Trials that live at a time. As many results are wanted before children are bred."),
  tournament_size: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe("Members drawn for each parent, of which the best becomes it. More: greedier."),
  crossover: z.number().min(0).max(1).default(0.9).describe("Probability that a child has two parents instead of one."),
  mutation: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Probability that a parameter is changed. Left out: one in the number of parameters."),
});
export type GeneticOptions = z.infer<typeof GeneticOptions>;

export const geneticDefinition = {
  id: "genetic",
  title: "Genetic algorithm",
  summary: "The textbook's: tournaments choose parents, children mix their values and change a few, the worst die.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "one",
    finite: true,
    dependsOn: "order",
    usesHistory: "values",
    refuse: refuseSeveral(
      "genetic follows one objective. Choose nsga2, tpe or auto for several, or leave one objective.",
    ),
  },
  options: GeneticOptions,
  references: [
    "Eiben & Smith 2015, Introduction to evolutionary computing, 2nd edition, Springer",
    "Whitley 1989, The GENITOR algorithm and selection pressure, ICGA",
  ],
} as const satisfies SamplerDefinition;
