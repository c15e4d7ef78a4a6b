import { z } from "zod";
import { ALL_PARAMETERS, type SamplerDefinition } from "../definition";

export const AutoOptions = z.strictObject({});
export type AutoOptions = z.infer<typeof AutoOptions>;

export const autoDefinition = {
  id: "auto",
  title: "Automatic",
  summary:
    "Chooses the sampler for each trial by the space, the budget, the number of results and how well models predict held-out results, and says which and why.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "any",
    finite: true,
    dependsOn: "set",
    usesHistory: "values",
    fits: true,
  },
  options: AutoOptions,
  references: [
    "Benjamins et al. 2025, CARP-S: no optimizer is best on all kinds of problems",
    "Turner et al. 2021, Bayesian optimization is superior to random search for machine learning hyperparameter tuning, arXiv:2104.10201",
  ],
} as const satisfies SamplerDefinition;
