/** What a fitted surrogate says of one point, in the unit of the losses. */
import type { FeaturePoints } from "../../linalg/kernels";
import type { Surrogate } from "./surrogate";

export interface LossPrediction {
  readonly mean: number;
  /** Of the loss without the noise of one evaluation. */
  readonly sd: number;
}

/**
 * @param point one point
 *
 * The draws of the hyperparameters are a mixture: their means scatter, and that is uncertainty too. Mean and deviation are
 * those of the warped loss taken back: the median of the loss, and half the way between one deviation below and above.
 */
export function predictLoss({ members, warp }: Surrogate, point: FeaturePoints): LossPrediction {
  const said = members.map(({ posterior }) => posterior.predict(point));
  const center = said.reduce((sum, { mean }) => sum + mean[0], 0) / said.length;
  const spread = said.reduce((sum, { mean, variance }) => sum + variance[0] + (mean[0] - center) ** 2, 0) / said.length;
  const deviation = Math.sqrt(spread);
  return {
    mean: warp.invert(center),
    sd: warp.invert(center + deviation) / 2 - warp.invert(center - deviation) / 2,
  };
}
