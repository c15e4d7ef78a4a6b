import { z } from "zod";
import { ALL_PARAMETERS, type SamplerDefinition } from "../definition";

export const RandomOptions = z.strictObject({});
export type RandomOptions = z.infer<typeof RandomOptions>;

export const randomDefinition = {
  id: "random",
  title: "Random search",
  summary: "Draws every trial independently from the parameters' priors and never repeats a point.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "any",
    finite: true,
    dependsOn: "set",
    usesHistory: "taken",
  },
  options: RandomOptions,
  references: ["Bergstra & Bengio 2012, Random search for hyper-parameter optimization, JMLR 13, 281-305"],
} as const satisfies SamplerDefinition;
