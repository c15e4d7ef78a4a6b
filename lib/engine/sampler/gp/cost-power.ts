/**
 * When and how much the price of a trial counts: while costs differ by more than ten times and the study is young. Cheap
 * trials first teach most for the cost; later the best result counts, whatever it costs (Lee, Perrone, Archambeau & Seeger
 * 2020, arXiv:2003.10870: cost-cooling).
 *
 *   α = 1 - n / (N / 2)      n  trials that have ended      N  the budget of trials
 *
 * Deviation: there α falls to 0 at the end of a budget of cost. Here what is dear is judged as such in the first half only,
 * as a best point that is dear has to be found and improved in the rest.
 */
import type { Problem } from "../../problem";
import { quantile } from "../../stats/quantile";
import type { GpOptions } from "./definition";
import type { Observation } from "./observations";

/** Of fewer costs neither their range nor where they are high is known. */
const COSTS_MIN = 20;
/** Below, what is saved is less than what is risked. */
const RATIO_MIN = 10;
/** Trials that are taken to come where no budget is known. */
const BUDGET_UNKNOWN = 200;

interface Young {
  readonly problem: Problem;
  readonly options: GpOptions;
  readonly ended: number;
}

/** α: 1 for the gain per cost, 0 for the gain alone. */
export function costPower({ problem, options, ended }: Young, observed: readonly Observation[]): number {
  const power = 1 - (2 * ended) / (problem.maxTrials ?? BUDGET_UNKNOWN);
  if (power <= 0 || options.costs === "ignore" || options.acquisition !== "log-ei") return 0;
  const logCosts = observed.flatMap(({ logCost }) => logCost ?? []);
  if (logCosts.length < COSTS_MIN) return 0;
  return quantile(logCosts, 0.95) - quantile(logCosts, 0.05) > Math.log(RATIO_MIN) ? power : 0;
}
