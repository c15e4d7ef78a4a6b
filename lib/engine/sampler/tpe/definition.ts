import { z } from "zod";
import { ALL_PARAMETERS, type SamplerDefinition } from "../definition";

export const TpeOptions = z.strictObject({
  start_trials: z
    .int()
    .min(1)
    .max(10_000)
    .default(10)
    .describe("Results to wait for before the model suggests; until then an evenly spread start design does."),
  candidates: z
    .int()
    .min(1)
    .max(10_000)
    .default(24)
    .describe("Points drawn from the density of good trials for each suggestion, of which the best is taken."),
  gamma: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.1)
    .describe("Share of the trials that counts as good (at least one; with one objective at most 25)."),
  multivariate: z
    .boolean()
    .default(true)
    .describe("Model parameters of one branch together. Off treats each by itself, as Hyperopt does."),
  prior_weight: z
    .number()
    .min(0.01)
    .max(100)
    .default(1)
    .describe("How many observations the priors of the parameters are worth."),
});
export type TpeOptions = z.infer<typeof TpeOptions>;

export const tpeDefinition = {
  id: "tpe",
  title: "Tree-structured Parzen estimator",
  summary:
    "Learns where good trials lie and where the others do, and tries what is typical of the good ones only. At home in conditional and categorical spaces; fast with thousands of trials.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "any",
    finite: true,
    dependsOn: "set",
    usesHistory: "values",
  },
  options: TpeOptions,
  references: [
    "Bergstra, Bardenet, Bengio & Kégl 2011, Algorithms for hyper-parameter optimization, NeurIPS 24",
    "Falkner, Klein & Hutter 2018, BOHB: robust and efficient hyperparameter optimization at scale, ICML",
    "Ozaki, Tanigaki, Watanabe, Nomura & Onishi 2022, Multiobjective tree-structured Parzen estimator, JAIR 73, 1209-1250",
    "Watanabe 2023, Tree-structured Parzen estimator: understanding its algorithm components, arXiv:2304.11127",
  ],
} as const satisfies SamplerDefinition;
