/**
 * A Gaussian process around a given mean: the model is of the difference from it. Variances and covariances are the
 * difference's; means and their gradients get the given mean added (Rasmussen & Williams 2006, section 2.7).
 */
import type {
  FeaturePoints,
  GpPosterior,
  Prediction,
  PredictionGradient,
  Response,
  ResponseGradient,
  Score,
  Screened,
} from "../../linalg/kernels";

export interface PriorMean {
  at(points: FeaturePoints): Float64Array;
  /** And its gradient by numeric features, count × p. */
  withGradient(points: FeaturePoints): { readonly mean: Float64Array; readonly gradient: Float64Array };
}

export class AroundPriorMean implements GpPosterior {
  /**
   * @param difference of what was observed from the prior mean
   * @param atObserved the prior mean at the observations
   */
  constructor(
    private readonly difference: GpPosterior,
    private readonly prior: PriorMean,
    private readonly atObserved: Float64Array,
  ) {}

  predict(points: FeaturePoints): Prediction {
    const { mean, variance } = this.difference.predict(points);
    return { mean: sum(mean, this.prior.at(points)), variance };
  }

  fittedMean(): Float64Array {
    return sum(this.difference.fittedMean(), this.atObserved);
  }

  predictWithGradient(points: FeaturePoints): PredictionGradient {
    const { mean, variance, meanGradient, varianceGradient } = this.difference.predictWithGradient(points);
    const prior = this.prior.withGradient(points);
    return {
      mean: sum(mean, prior.mean),
      variance,
      meanGradient: sum(meanGradient, prior.gradient),
      varianceGradient,
    };
  }

  screen(points: FeaturePoints, score: Score, keep: number): readonly Screened[] {
    const prior = this.prior.at(points);
    return this.difference.screen(points, (mean, variance, index) => score(mean + prior[index], variance, index), keep);
  }

  covariance(points: FeaturePoints): Float64Array {
    return this.difference.covariance(points);
  }

  withPending(points: FeaturePoints): GpPosterior | null {
    const difference = this.difference.withPending(points);
    return difference && new AroundPriorMean(difference, this.prior, this.atObserved);
  }

  respond(points: FeaturePoints): Response {
    return this.difference.respond(points); // the prior mean is there whatever results come
  }

  respondWithGradient(points: FeaturePoints): ResponseGradient {
    return this.difference.respondWithGradient(points);
  }

  leaveOneOut(): Prediction {
    const { mean, variance } = this.difference.leaveOneOut();
    return { mean: sum(mean, this.atObserved), variance };
  }
}

function sum(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, index) => value + other[index]);
}
