import type { FeaturePoints } from "../linalg/kernels";
import type { Surrogate } from "../surrogate/gp/surrogate";

export interface Belief {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Mean and deviation of the warped loss at each point, the draws of the hyperparameters taken as a mixture. */
export function believed({ members }: Surrogate, points: FeaturePoints): Belief {
  const said = members.map(({ posterior }) => posterior.predict(points));
  const average = (of: (member: (typeof said)[number]) => number): number =>
    said.reduce((sum, member) => sum + of(member) / said.length, 0);
  const mean = Float64Array.from({ length: points.count }, (_, index) => average((member) => member.mean[index]));
  const deviation = mean.map((center, index) =>
    Math.sqrt(average((member) => member.variance[index] + (member.mean[index] - center) ** 2)),
  );
  return { mean, deviation };
}
