import { z } from "zod";
import { ALL_PARAMETERS, type SamplerDefinition, type StudyOutline } from "../definition";

export const GpOptions = z.strictObject({
  acquisition: z
    .enum(["log-ei", "ucb", "pi", "thompson"])
    .default("log-ei")
    .describe(
      "What a trial is worth. log-ei: expected improvement, of hypervolume where there are several objectives. ucb: optimism under uncertainty. pi: chance of any improvement. thompson: the best of one function drawn from the model.",
    ),
  warp: z
    .enum(["auto", "standard", "yeo-johnson", "half-rank"])
    .default("auto")
    .describe("How results are stretched before they are modelled. auto: whichever predicts held-out results best."),
  costs: z
    .enum(["auto", "ignore"])
    .default("auto")
    .describe(
      "Whether what trials cost counts. auto: with log-ei, in the first half of the budget, gain per expected cost where costs differ by more than ten times.",
    ),
  start_trials: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      "Trials spread evenly before the model takes over. Default: twice the parameters, 5 to 16, and at most a fifth of the budget.",
    ),
});
export type GpOptions = z.infer<typeof GpOptions>;

export const gpDefinition = {
  id: "gp",
  title: "Gaussian process",
  summary:
    "Models each objective with a Gaussian process and tries where most improvement is to be expected. Best when trials are dear: up to about a thousand.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "any",
    finite: true,
    dependsOn: "set",
    usesHistory: "values",
    fits: true,
    refuse({ objectives, options }: StudyOutline) {
      if (objectives.length < 2) return null;
      const { acquisition, warp } = GpOptions.parse(options ?? {});
      if (acquisition !== "log-ei") {
        const why = `${acquisition} is of one objective. Leave it out: with several objectives gp goes by expected hypervolume.`;
        return { option: "acquisition", why };
      }
      if (warp !== "yeo-johnson" && warp !== "half-rank") return null;
      const why = `${warp} would bend the front. Leave it out: with several objectives gp only shifts and scales results.`;
      return { option: "warp", why };
    },
  },
  options: GpOptions,
  references: [
    "Rasmussen & Williams 2006, Gaussian processes for machine learning, MIT Press",
    "Snoek, Larochelle & Adams 2012, Practical Bayesian optimization of machine learning algorithms, arXiv:1206.2944",
    "Ament et al. 2023, Unexpected improvements to expected improvement for Bayesian optimization, arXiv:2310.20708",
    "Daulton, Balandat & Bakshy 2020, Differentiable expected hypervolume improvement, arXiv:2006.05078",
    "Lee et al. 2020, Cost-aware Bayesian optimization, arXiv:2003.10870",
    "Swersky et al. 2014, Raiders of the lost architecture, arXiv:1409.4011",
    "Eriksson et al. 2019, Scalable global optimization via local Bayesian optimization, arXiv:1910.01739",
    "Kandasamy et al. 2017, Multi-fidelity Bayesian optimisation with continuous approximations, arXiv:1703.06240",
  ],
} as const satisfies SamplerDefinition;
