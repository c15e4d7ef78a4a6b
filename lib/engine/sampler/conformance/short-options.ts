import type { SuggestMessage } from "../../messages";
import type { SamplerId } from "../catalog";

type Options = SuggestMessage["sampler"]["options"];

/** Options with which samplers do more than start in scenarios as short as the suite's. */
export const SHORT_OPTIONS: ReadonlyMap<SamplerId, Options> = new Map<SamplerId, Options>([
  ["tpe", { start_trials: 1 }],
  ["cma-es", { population_size: 3 }],
  ["nsga2", { population_size: 4 }],
  ["nsga3", { population_size: 4 }],
  ["de", { population_size: 4 }],
  ["regularized-evolution", { population_size: 4, sample_size: 2 }],
  ["genetic", { population_size: 4 }],
]);
