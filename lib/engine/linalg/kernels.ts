/**
 * The dense numeric work of Gaussian processes, behind an interface so that it can run in WebAssembly: the host loads an
 * implementation and passes it in, and the engine stays pure. All implementations agree to rounding; `id` names whose
 * rounding it was, and is stored with each engine call.
 *
 *   n    observations              p   numeric feature columns (Euclidean)
 *   q    code columns (equal or not: Hamming)      g   weight groups; columns of one group share a weight
 *
 * Covariance of two points (Matern-5/2, Rasmussen & Williams 2006, eq. 4.17, with the length scales inside r):
 *   r² = Σ_numeric w_group (z - z')² + Σ_codes w_group [c ≠ c']
 *   k  = signal · (1 + √5 r + 5 r² / 3) · exp(-√5 r)
 * Hamming terms are squared distances of one-hot codes scaled by √½, so k is positive definite.
 */

/** Which columns there are and which weight each uses: p numeric columns' groups, then q code columns'. */
export interface FeatureLayout {
  readonly numeric: number;
  readonly codes: number;
  readonly groups: number;
  readonly groupOf: Int32Array;
}

/** Points as features, row-major: `numeric` is count × p, `codes` count × q. */
export interface FeaturePoints {
  readonly layout: FeatureLayout;
  readonly count: number;
  readonly numeric: Float64Array;
  readonly codes: Int32Array;
}

export interface GpHyperparameters {
  /** Inverse squared length scale by group, > 0; length g. */
  readonly weights: Float64Array;
  /** Signal variance, > 0. */
  readonly signal: number;
  /** Noise variance of one evaluation, > 0. */
  readonly noise: number;
}

/** Observations and hyperparameters of a Gaussian process with mean zero. */
export interface GpModel {
  readonly points: FeaturePoints;
  /** Length n. */
  readonly targets: Float64Array;
  /** Noise of observation i is `noise` times this: 1 / repeats. Length n. */
  readonly noiseScale: Float64Array;
  readonly hyperparameters: GpHyperparameters;
}

export interface Likelihood {
  /** Log marginal likelihood (R&W eq. 5.8). */
  readonly value: number;
  /** By ln weights, ln signal, ln noise: length g + 2 (R&W eq. 5.9). */
  readonly gradient: Float64Array;
}

export interface Prediction {
  /** Latent mean; length count. */
  readonly mean: Float64Array;
  /** Latent variance, never below 0; length count. */
  readonly variance: Float64Array;
}

export interface PredictionGradient extends Prediction {
  /** By numeric features, count × p. */
  readonly meanGradient: Float64Array;
  readonly varianceGradient: Float64Array;
}

/** How means follow the latent values at the pending points of the last `withPending`; m of them. */
export interface Response {
  /** Change of the mean by each of m standard normals; count × m. */
  readonly response: Float64Array;
}

export interface ResponseGradient extends Response {
  /** By numeric features, count × m × p. */
  readonly responseGradient: Float64Array;
}

/**
 * What candidate `index` is worth. For a fixed mean and index it rises with the variance or falls, not both: pruning relies
 * on that. (The probability of improvement falls where the mean is better than the incumbent.)
 */
export type Score = (mean: number, variance: number, index: number) => number;

export interface Screened {
  /** Of the candidates, best first; ties by index. */
  readonly index: number;
  readonly score: number;
}

/** A factorized model. Valid until its kernels are released. */
export interface GpPosterior {
  predict(points: FeaturePoints): Prediction;
  /** Latent mean at the observations, without another solve: K α = y - (K's diagonal of noise) α. Length n. */
  fittedMean(): Float64Array;
  predictWithGradient(points: FeaturePoints): PredictionGradient;
  /** The best `keep` candidates by score: exactly those that `predict` and a sort would give. */
  screen(points: FeaturePoints, score: Score, keep: number): readonly Screened[];
  /** Posterior covariance of the latent values, count × count. */
  covariance(points: FeaturePoints): Float64Array;
  /**
   * After observations without noise at these points as well, as far as the variance goes; the mean stays (pitfall 20).
   * Without noise, so that under a noisy model too a point that is out is not asked for again. Null as in `condition`.
   */
  withPending(points: FeaturePoints): GpPosterior | null;
  /**
   * What the results of the points of the last `withPending` would change. Given all else their latent values are
   * μ + C z, with z standard normal and C the lower Cholesky factor of their posterior covariance; given z, the mean at a
   * point is its mean plus response · z, and its variance, pending points included, is as predicted. m is 0 before any.
   */
  respond(points: FeaturePoints): Response;
  respondWithGradient(points: FeaturePoints): ResponseGradient;
  /** What the model without observation i predicts for the noisy target i (R&W eqs. 5.10-5.12). */
  leaveOneOut(): Prediction;
}

export interface Kernels {
  readonly id: string;
  /** Null when the matrix is not positive definite, not even with the largest jitter. */
  likelihood(model: GpModel): Likelihood | null;
  /** The likelihood's value alone, at a third of the cost. */
  logDensity(model: GpModel): number | null;
  condition(model: GpModel): GpPosterior | null;
  /** Gives back the memory that `work` took: posteriors made within end with it, only numbers may come out. */
  during<Result>(work: () => Result): Result;
  /** Ends all posteriors and gives their memory back. Once after each suggestion. */
  release(): void;
}

/**
 * Added to the diagonal, relative to the signal, until the factorization succeeds: duplicates without noise make the
 * matrix singular in rounding (pitfall 12).
 */
export const JITTERS: readonly number[] = [0, 1e-10, 1e-8, 1e-6, 1e-4];

/**
 * Those to try for pending points beside a model that needed JITTERS[used]. Never none: a pending point on an observed one
 * leaves a pivot that is all rounding, and by it everything that follows would be divided.
 */
export const pendingJitters = (used: number): readonly number[] => JITTERS.slice(Math.max(1, used));
