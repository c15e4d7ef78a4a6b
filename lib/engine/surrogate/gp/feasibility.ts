/**
 * Whether an evaluation will succeed, learnt from those that did and did not: a Gaussian process on the labels -1 and 1,
 * read through the normal distribution (least-squares classification, Rasmussen & Williams 2006, section 6.5). It has
 * length scales of its own: what crashes a job is seldom what makes it good.
 */
import type { FeaturePoints, GpPosterior, Kernels } from "../../linalg/kernels";
import { logNormalCdf, millsRatio, normalCdf, normalPdf } from "../../stats/normal";
import type { FeatureMap } from "./features";
import { fitGp } from "./fit";

export interface Feasibility {
  /** ln of the probability of success at each point. */
  logProbability(points: FeaturePoints): Float64Array;
  /** And its gradient by numeric features, count × p. */
  withGradient(points: FeaturePoints): { readonly value: Float64Array; readonly gradient: Float64Array };
}

interface Labelled {
  readonly kernels: Kernels;
  readonly features: FeatureMap;
  readonly succeeded: readonly Float64Array[];
  readonly failed: readonly Float64Array[];
}

/** Fewer failures than this may be bad luck anywhere. */
const FAILURES_MIN = 3;
const FAILURE_SHARE_MIN = 0.1;

/** Null when failures are too few to tell where they come from, or the model cannot be computed. */
export function fitFeasibility({ kernels, features, succeeded, failed }: Labelled): Feasibility | null {
  const total = succeeded.length + failed.length;
  if (failed.length === 0 || (failed.length < FAILURES_MIN && failed.length < FAILURE_SHARE_MIN * total)) return null;
  const points = features.toFeatures([...succeeded, ...failed]);
  const targets = Float64Array.from({ length: total }, (_, index) => (index < succeeded.length ? 1 : -1));
  const noiseScale = new Float64Array(total).fill(1);
  // Mean 0 between the labels: far from all evidence success is as likely as not; the prior mean is not learnt.
  const fit = fitGp({ kernels, points, targets, noiseScale }, 2);
  const posterior = fit && kernels.condition({ points, targets, noiseScale, hyperparameters: fit.hyperparameters });
  return posterior && fit ? new LabelModel(posterior, SOFTNESS + fit.hyperparameters.noise) : null;
}

class LabelModel implements Feasibility {
  constructor(
    private readonly posterior: GpPosterior,
    /** Variance of a label that is known: the fitted noise says whether failures come by place or by chance. */
    private readonly softness: number,
  ) {}

  logProbability(points: FeaturePoints): Float64Array {
    const { mean, variance } = this.posterior.predict(points);
    return mean.map((value, index) => logNormalCdf(this.#sharpened(value, variance[index])));
  }

  withGradient(points: FeaturePoints): { readonly value: Float64Array; readonly gradient: Float64Array } {
    const { mean, variance, meanGradient, varianceGradient } = this.posterior.predictWithGradient(points);
    const width = points.layout.numeric;
    const gradient = new Float64Array(meanGradient.length);
    const value = mean.map((center, index) => {
      const z = this.#sharpened(center, variance[index]);
      const hazard = z > -1 ? normalPdf(z) / normalCdf(z) : 1 / millsRatio(-z);
      const spread = Math.sqrt(this.softness + variance[index]);
      for (let d = index * width; d < (index + 1) * width; d += 1) {
        gradient[d] = hazard * (meanGradient[d] / spread - (0.5 * center * varianceGradient[d]) / spread ** 3);
      }
      return logNormalCdf(z);
    });
    return { value, gradient };
  }

  #sharpened(mean: number, variance: number): number {
    return mean / Math.sqrt(this.softness + variance);
  }
}

/** The least doubt about a label of ±1: beyond five deviations a step would have no slope to follow. */
const SOFTNESS = 0.04;
