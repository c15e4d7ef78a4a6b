import { z } from "zod";
import { ALL_PARAMETERS, refuseSeveral, type SamplerDefinition } from "../definition";

export const RandomForestOptions = z.strictObject({
  trees: z
    .int()
    .min(2)
    .max(500)
    .default(10)
    .describe("Trees of the forest. More make the model smoother and suggestions slower."),
  random_share: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe("Share of trials drawn at random instead of chosen by the model, so that nothing stays unseen for ever."),
  start_trials: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      "Trials spread evenly before the model takes over. Default: twice the parameters, 5 to 16, and at most a fifth of the budget.",
    ),
});
export type RandomForestOptions = z.infer<typeof RandomForestOptions>;

export const randomForestDefinition = {
  id: "random-forest",
  title: "Random forest",
  summary:
    "Models the objective with a random forest, as SMAC does, and tries where most improvement is to be expected. At home in wide spaces of choices and conditions.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "one",
    finite: true,
    dependsOn: "set",
    usesHistory: "values",
    refuse: refuseSeveral(
      "random-forest models one objective. Choose tpe or auto for several, or leave one objective.",
    ),
  },
  options: RandomForestOptions,
  references: [
    "Hutter, Hoos & Leyton-Brown 2011, Sequential model-based optimization for general algorithm configuration, LION 5, 507-523",
    "Hutter, Xu, Hoos & Leyton-Brown 2014, Algorithm runtime prediction: methods & evaluation, Artificial Intelligence 206, 79-111",
    "Lindauer et al. 2022, SMAC3: a versatile Bayesian optimization package for hyperparameter optimization, JMLR 23(54)",
    "Ament et al. 2023, Unexpected improvements to expected improvement for Bayesian optimization, arXiv:2310.20708",
  ],
} as const satisfies SamplerDefinition;
