import { z } from "zod";
import { ALL_PARAMETERS, refuseSeveral, type SamplerDefinition } from "../definition";

export const CmaEsOptions = z.strictObject({
  population_size: z
    .int()
    .min(2)
    .max(10_000)
    .optional()
    .describe(
      "Results that close a generation. Left out: 4 + 3 ln(parameters), rounded down. With many workers, twice their number.",
    ),
  sigma: z
    .number()
    .gt(0)
    .max(1)
    .default(0.2)
    .describe("Standard deviation of the first generation, as a share of each range."),
  restarts: z
    .enum(["bipop", "ipop", "none"])
    .default("bipop")
    .describe(
      "How to begin anew when a search has converged: with larger and smaller populations, larger ones, or not.",
    ),
  warm_start: z
    .boolean()
    .default(true)
    .describe(
      "Begin where the best tenth of the results lies that the study has when the sampler is first asked, or else the studies it starts warm from.",
    ),
  active: z.boolean().default(true).describe("Learn from the worse half of a generation as well, where not to search."),
});
export type CmaEsOptions = z.infer<typeof CmaEsOptions>;

export const cmaEsDefinition = {
  id: "cma-es",
  title: "CMA-ES",
  summary:
    "Evolves a normal distribution that learns the shape of the landscape: step size, scales and correlations. At home with hundreds of trials or more of a few dozen numbers.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "one",
    finite: true,
    dependsOn: "order",
    usesHistory: "values",
    refuse: refuseSeveral("cma-es follows one objective. Choose tpe or auto for several, or leave one objective."),
  },
  options: CmaEsOptions,
  references: [
    "Hansen 2016, The CMA evolution strategy: a tutorial, arXiv:1604.00772, second version of 2023",
    "Hamano, Saito, Nomura & Shirakawa 2022, CMA-ES with margin: lower-bounding marginal probability for mixed-integer black-box optimization, GECCO",
    "Hamano, Saito, Nomura, Uchida & Shirakawa 2024, CatCMA: stochastic optimization for mixed-category problems, GECCO",
    "Nomura, Watanabe, Akimoto, Ozaki & Onishi 2021, Warm starting CMA-ES for hyperparameter optimization, AAAI",
    "Hansen 2009, Benchmarking a BI-population CMA-ES on the BBOB-2009 function testbed, GECCO",
  ],
} as const satisfies SamplerDefinition;
