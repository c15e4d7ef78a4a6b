import { z } from "zod";
import { ALL_PARAMETERS, refuseSeveral, type SamplerDefinition } from "../definition";

export const DeOptions = z.strictObject({
  population_size: z
    .int()
    .min(4)
    .max(10_000)
    .default(20)
    .describe("Places in the population. As many results are wanted before children are bred."),
  scale: z
    .number()
    .gt(0)
    .max(2)
    .default(0.5)
    .describe("F: how much of the difference of two members is added to a third."),
  crossover: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("CR: probability that a parameter comes from that sum and not from the member to be replaced."),
});
export type DeOptions = z.infer<typeof DeOptions>;

export const deDefinition = {
  id: "de",
  title: "Differential evolution",
  summary:
    "Adds differences of members to members, so that steps take the population's own shape and size; a child replaces only the one it was made for, and only if it is no worse.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "one",
    finite: true,
    dependsOn: "order",
    usesHistory: "values",
    refuse: refuseSeveral("de follows one objective. Choose nsga2, tpe or auto for several, or leave one objective."),
  },
  options: DeOptions,
  references: [
    "Storn & Price 1997, Differential evolution: a simple and efficient heuristic for global optimization over continuous spaces, Journal of Global Optimization 11",
    "Awad, Mallik & Hutter 2021, DEHB: evolutionary hyperband for scalable, robust and efficient hyperparameter optimization, IJCAI",
  ],
} as const satisfies SamplerDefinition;
