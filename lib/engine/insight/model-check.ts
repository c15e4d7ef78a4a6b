/**
 * How far the model is to be believed: each result predicted from all others, beside what it was
 * (leave-one-out, Rasmussen & Williams 2006, eqs. 5.10-5.12, the hyperparameters left as they are).
 */
import type { Kernels } from "../linalg/kernels";
import { plainKernels } from "../linalg/plain-kernels";
import { rankCorrelation } from "../stats/rank-correlation";
import { type InsightRequest, type NoModel, type StudyModel, studyModel } from "./study-model";

export interface CheckedPoint {
  /** In the objective's unit; the mean of a point's repeats. */
  readonly actual: number;
  readonly predicted: number;
  /** Two deviations to both sides, the noise of an evaluation included; `low` is the smaller number. */
  readonly low: number;
  readonly high: number;
}

export type ModelCheck =
  | NoModel
  | {
      readonly kind: "checked";
      /** In the order of the trials. Of very many results, those the model rests on. */
      readonly points: readonly CheckedPoint[];
      /** Spearman's correlation of predictions and results, between -1 and 1: near 0 the model knows nothing. */
      readonly rankCorrelation: number;
      /** Share of results between `low` and `high`; about 0.95 when the model knows how sure it is. */
      readonly coverage: number;
    };

const DEVIATIONS = 2;

export function modelCheck(request: InsightRequest, kernels: Kernels = plainKernels): ModelCheck {
  try {
    const model = studyModel(request, kernels);
    if (model.kind !== "model") return model;
    const [{ direction }] = request.problem.objectives;
    return checked(checkedPoints(model, direction === "maximize" ? -1 : 1));
  } finally {
    kernels.release();
  }
}

function checkedPoints({ surrogate, observed, lossAt }: StudyModel, sign: 1 | -1): readonly CheckedPoint[] {
  const [{ posterior }] = surrogate.members;
  const { mean, variance } = posterior.leaveOneOut();
  return observed.map(({ loss }, index) => {
    const reach = DEVIATIONS * Math.sqrt(variance[index]);
    const [one, other] = [mean[index] - reach, mean[index] + reach].map((target) => sign * lossAt(target));
    return {
      actual: sign * loss,
      predicted: sign * lossAt(mean[index]),
      low: Math.min(one, other),
      high: Math.max(one, other),
    };
  });
}

function checked(points: readonly CheckedPoint[]): ModelCheck {
  const within = points.filter(({ actual, low, high }) => actual >= low && actual <= high).length;
  return {
    kind: "checked",
    points,
    rankCorrelation: rankCorrelation(
      points.map(({ predicted }) => predicted),
      points.map(({ actual }) => actual),
    ),
    coverage: within / points.length,
  };
}
