/**
 * Acquisition functions: what evaluating a point is worth, given the posterior of its loss. Larger is better, and never
 * less for more variance where that can help, which pruning relies on.
 */
import { millsRatio, normalCdf, normalPdf } from "../stats/normal";
import { logExpectedImprovement, logImprovementSlope, logProbabilityOfImprovement } from "./log-expected-improvement";

export const acquisitionIds = ["log-ei", "ucb", "pi"] as const;
export type AcquisitionId = (typeof acquisitionIds)[number];

export interface Acquisition {
  readonly id: AcquisitionId;
  value(mean: number, deviation: number): number;
  /** Derivatives by mean and by deviation, for deviation > 0. */
  slopes(mean: number, deviation: number): readonly [byMean: number, byDeviation: number];
}

/** How many deviations below the mean the confidence bound lies: Vizier's default. */
const UCB_DEVIATIONS = 1.8;

export function makeAcquisition(id: AcquisitionId, incumbentLoss: number): Acquisition {
  switch (id) {
    case "log-ei":
      return {
        id,
        value: (mean, deviation) => logExpectedImprovement(mean, deviation, incumbentLoss),
        slopes: (mean, deviation) => {
          const z = (incumbentLoss - mean) / deviation;
          const slope = logImprovementSlope(z);
          return [-slope / deviation, (1 - slope * z) / deviation];
        },
      };
    case "ucb": // the lower bound of a loss, turned round
      return {
        id,
        value: (mean, deviation) => UCB_DEVIATIONS * deviation - mean,
        slopes: () => [-1, UCB_DEVIATIONS],
      };
    case "pi":
      return {
        id,
        value: (mean, deviation) => logProbabilityOfImprovement(mean, deviation, incumbentLoss),
        slopes: (mean, deviation) => {
          const z = (incumbentLoss - mean) / deviation;
          const hazard = z > -1 ? normalPdf(z) / normalCdf(z) : 1 / millsRatio(-z);
          return [-hazard / deviation, (-hazard * z) / deviation];
        },
      };
  }
}
