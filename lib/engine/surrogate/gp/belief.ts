import type { FeaturePoints } from "../../linalg/kernels";
import type { Surrogate } from "./surrogate";

export interface Belief {
  /** By point, of the warped loss. */
  readonly mean: Float64Array;
  /** Without the noise of one evaluation. */
  readonly deviation: Float64Array;
}

/** What a surrogate says of points: the draws of the hyperparameters are a mixture, so that their means scatter is uncertainty too. */
export function believed({ members }: Surrogate, points: FeaturePoints): Belief {
  const said = members.map(({ posterior }) => posterior.predict(points));
  const average = (of: (member: (typeof said)[number]) => number): number =>
    said.reduce((sum, member) => sum + of(member), 0) / said.length;
  const mean = Float64Array.from({ length: points.count }, (_, index) => average((member) => member.mean[index]));
  const deviation = mean.map((center, index) =>
    Math.sqrt(average((member) => member.variance[index] + (member.mean[index] - center) ** 2)),
  );
  return { mean, deviation };
}
