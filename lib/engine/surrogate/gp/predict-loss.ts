/** What a fitted surrogate says of one point, in the unit of the losses. */
import type { FeaturePoints } from "../../linalg/kernels";
import { believed } from "./belief";
import type { Surrogate } from "./surrogate";

export interface LossPrediction {
  readonly mean: number;
  /** Of the loss without the noise of one evaluation. */
  readonly sd: number;
}

/**
 * @param point one point
 *
 * The warped loss taken back: its mean becomes the median of the loss, its deviation half the way between one deviation
 * below and above.
 */
export function predictLoss(surrogate: Surrogate, point: FeaturePoints): LossPrediction {
  const {
    mean: [center],
    deviation: [deviation],
  } = believed(surrogate, point);
  const { invert } = surrogate.warp;
  return { mean: invert(center), sd: invert(center + deviation) / 2 - invert(center - deviation) / 2 };
}
