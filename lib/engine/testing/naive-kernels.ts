/**
 * The kernels as one would write them down: formula by formula, one candidate at a time, every candidate solved for. The
 * oracle that the fast ones are compared with.
 */
import { choleskyInPlace, inverseFromFactor, solveLower, solveLowerTransposed } from "../linalg/cholesky";
import {
  type FeaturePoints,
  type GpModel,
  type GpPosterior,
  JITTERS,
  type Kernels,
  type Likelihood,
  type Prediction,
  type PredictionGradient,
  pendingJitters,
  type Response,
  type ResponseGradient,
  type Score,
  type Screened,
} from "../linalg/kernels";
import { crossCovariance, matern, maternSlope, scaledDistance } from "./naive-covariance";

export const naiveKernels: Kernels = {
  id: "naive",
  likelihood,
  logDensity: (model) => likelihood(model)?.value ?? null,
  condition: (model) => {
    const factor = factorize(model);
    return factor && new NaivePosterior(model, factor);
  },
  during: (work) => work(),
  release: () => undefined,
};

/** L with L Lᵀ = K + noise, and α = (K + noise)⁻¹ y. */
interface Factor {
  readonly l: Float64Array;
  readonly alpha: Float64Array;
  /** What was added to the diagonal of K, and for how much jitter. */
  readonly diagonal: Float64Array;
  readonly jitter: number;
}

function factorize(model: GpModel): Factor | null {
  const { points, noiseScale, targets, hyperparameters } = model;
  if (![points.numeric, targets, noiseScale].every((values) => values.every(Number.isFinite))) return null;
  const covariance = crossCovariance(points, points, hyperparameters);
  for (const [jitter, relative] of JITTERS.entries()) {
    const diagonal = noiseScale.map((scale) => hyperparameters.noise * scale + relative * hyperparameters.signal);
    const l = factorOf(covariance, diagonal);
    if (!l) continue;
    const alpha = targets.slice();
    solveLower(l, points.count, alpha);
    solveLowerTransposed(l, points.count, alpha);
    return alpha.every(Number.isFinite) ? { l, alpha, diagonal, jitter } : null;
  }
  return null;
}

function factorOf(covariance: Float64Array, diagonal: Float64Array): Float64Array | null {
  const l = covariance.slice();
  for (const [i, added] of diagonal.entries()) l[i * diagonal.length + i] += added;
  return choleskyInPlace(l, diagonal.length) ? l : null;
}

function likelihood(model: GpModel): Likelihood | null {
  const factor = factorize(model);
  if (!factor) return null;
  const { l, alpha } = factor;
  const { points, targets, noiseScale, hyperparameters } = model;
  const { layout, count: n } = points;
  const { weights, signal, noise } = hyperparameters;
  let value = -0.5 * n * Math.log(2 * Math.PI);
  for (let i = 0; i < n; i += 1) value -= 0.5 * targets[i] * alpha[i] + Math.log(l[i * n + i]);
  const inverse = inverseFromFactor(l, n);
  const gradient = new Float64Array(layout.groups + 2);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) {
      // ½ tr((α αᵀ - K⁻¹) ∂K); the pair counts twice, hence no ½.
      const outer = alpha[i] * alpha[j] - inverse[i * n + j];
      const squared = scaledDistance(points, i, points, j, weights);
      gradient[layout.groups] += outer * signal * matern(squared);
      addDistanceGradient({ points, i, j, weights, factor: outer * signal * maternSlope(squared) }, gradient);
    }
    const own = 0.5 * (alpha[i] * alpha[i] - inverse[i * n + i]);
    gradient[layout.groups] += own * signal;
    gradient[layout.groups + 1] += own * noise * noiseScale[i];
  }
  return { value, gradient };
}

interface PairTerm {
  readonly points: FeaturePoints;
  readonly i: number;
  readonly j: number;
  readonly weights: Float64Array;
  readonly factor: number;
}

/** ∂r² / ∂ ln w of a group is its share of r². */
function addDistanceGradient({ points, i, j, weights, factor }: PairTerm, gradient: Float64Array): void {
  const { numeric, codes, groupOf } = points.layout;
  for (let k = 0; k < numeric; k += 1) {
    const difference = points.numeric[i * numeric + k] - points.numeric[j * numeric + k];
    gradient[groupOf[k]] += factor * weights[groupOf[k]] * difference * difference;
  }
  for (let k = 0; k < codes; k += 1) {
    const group = groupOf[numeric + k];
    if (points.codes[i * codes + k] !== points.codes[j * codes + k]) gradient[group] += factor * weights[group];
  }
}

class NaivePosterior implements GpPosterior {
  /** The points that explain the variance: those observed, then the pending ones. */
  readonly #known: FeaturePoints;
  readonly #l: Float64Array;
  readonly #diagonal: Float64Array;
  readonly #appended: number;

  constructor(
    private readonly model: GpModel,
    private readonly factor: Factor,
    extended?: {
      readonly known: FeaturePoints;
      readonly l: Float64Array;
      readonly diagonal: Float64Array;
      readonly appended: number;
    },
  ) {
    this.#known = extended?.known ?? model.points;
    this.#l = extended?.l ?? factor.l;
    this.#diagonal = extended?.diagonal ?? factor.diagonal;
    this.#appended = extended?.appended ?? 0;
  }

  predict(points: FeaturePoints): Prediction {
    const mean = new Float64Array(points.count);
    const variance = new Float64Array(points.count);
    for (let c = 0; c < points.count; c += 1) {
      const { k, v } = this.#solveFor(points, c);
      mean[c] = this.#meanOf(k);
      variance[c] = this.#varianceOf(v);
    }
    return { mean, variance };
  }

  fittedMean(): Float64Array {
    return this.predict(this.model.points).mean;
  }

  predictWithGradient(points: FeaturePoints): PredictionGradient {
    const { layout, count } = points;
    const mean = new Float64Array(count);
    const variance = new Float64Array(count);
    const meanGradient = new Float64Array(count * layout.numeric);
    const varianceGradient = new Float64Array(count * layout.numeric);
    for (let c = 0; c < count; c += 1) {
      const { k, v } = this.#solveFor(points, c);
      mean[c] = this.#meanOf(k);
      variance[c] = this.#varianceOf(v);
      solveLowerTransposed(this.#l, this.#known.count, v); // v is now K⁻¹ k: ∂σ² = -2 (K⁻¹ k)ᵀ ∂k
      const at = c * layout.numeric;
      this.#addGradients(
        { points, c, solved: v },
        meanGradient.subarray(at, at + layout.numeric),
        varianceGradient.subarray(at, at + layout.numeric),
      );
    }
    return { mean, variance, meanGradient, varianceGradient };
  }

  screen(points: FeaturePoints, score: Score, keep: number): readonly Screened[] {
    const { mean, variance } = this.predict(points);
    const all = Array.from({ length: points.count }, (_, index) => {
      const value = score(mean[index], variance[index], index);
      return { index, score: Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value };
    });
    // Infinities are compared, not subtracted.
    all.sort((one, other) => (one.score === other.score ? one.index - other.index : one.score < other.score ? 1 : -1));
    return all.slice(0, keep);
  }

  covariance(points: FeaturePoints): Float64Array {
    const prior = crossCovariance(points, points, this.model.hyperparameters);
    const solved = Array.from({ length: points.count }, (_, c) => this.#solveFor(points, c).v);
    for (let i = 0; i < points.count; i += 1) {
      for (let j = 0; j < points.count; j += 1) {
        let explained = 0;
        for (let k = 0; k < this.#known.count; k += 1) explained += solved[i][k] * solved[j][k];
        prior[i * points.count + j] -= explained;
      }
    }
    return prior;
  }

  withPending(points: FeaturePoints): GpPosterior | null {
    const known = concatenate(this.#known, points);
    const covariance = crossCovariance(known, known, this.model.hyperparameters);
    for (const jitter of pendingJitters(this.factor.jitter)) {
      const diagonal = new Float64Array(known.count).fill(jitter * this.model.hyperparameters.signal);
      diagonal.set(this.#diagonal);
      const l = factorOf(covariance, diagonal);
      if (l) return new NaivePosterior(this.model, this.factor, { known, l, diagonal, appended: points.count });
    }
    return null;
  }

  respond(points: FeaturePoints): Response {
    const first = this.#known.count - this.#appended;
    const response = new Float64Array(points.count * this.#appended);
    for (let c = 0; c < points.count; c += 1) {
      response.set(this.#solveFor(points, c).v.subarray(first), c * this.#appended);
    }
    return { response };
  }

  respondWithGradient(points: FeaturePoints): ResponseGradient {
    const { weights, signal } = this.model.hyperparameters;
    const { numeric, groupOf } = points.layout;
    const [known, appended] = [this.#known.count, this.#appended];
    const responseGradient = new Float64Array(points.count * appended * numeric);
    for (let c = 0; c < points.count; c += 1) {
      for (let d = 0; d < numeric; d += 1) {
        const change = new Float64Array(known).map((_, i) => {
          const difference = points.numeric[c * numeric + d] - this.#known.numeric[i * numeric + d];
          const slope = signal * maternSlope(scaledDistance(this.#known, i, points, c, weights));
          return 2 * slope * weights[groupOf[d]] * difference;
        });
        solveLower(this.#l, known, change); // ∂(L⁻¹ k) = L⁻¹ ∂k
        for (let j = 0; j < appended; j += 1) {
          responseGradient[(c * appended + j) * numeric + d] = change[known - appended + j];
        }
      }
    }
    return { ...this.respond(points), responseGradient };
  }

  leaveOneOut(): Prediction {
    const n = this.model.points.count;
    const inverse = inverseFromFactor(this.factor.l, n);
    const mean = new Float64Array(n);
    const variance = new Float64Array(n);
    for (let i = 0; i < n; i += 1) {
      variance[i] = 1 / inverse[i * n + i];
      mean[i] = this.model.targets[i] - this.factor.alpha[i] * variance[i];
    }
    return { mean, variance };
  }

  /** k(known, point) and L⁻¹ of it. */
  #solveFor(points: FeaturePoints, c: number): { readonly k: Float64Array; readonly v: Float64Array } {
    const { weights, signal } = this.model.hyperparameters;
    const k = new Float64Array(this.#known.count);
    for (let i = 0; i < k.length; i += 1) k[i] = signal * matern(scaledDistance(this.#known, i, points, c, weights));
    const v = k.slice();
    solveLower(this.#l, k.length, v);
    return { k, v };
  }

  #meanOf(k: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < this.factor.alpha.length; i += 1) sum += k[i] * this.factor.alpha[i];
    return sum;
  }

  #varianceOf(v: Float64Array): number {
    let explained = 0;
    for (const part of v) explained += part * part;
    return Math.max(0, this.model.hyperparameters.signal - explained);
  }

  #addGradients(
    { points, c, solved }: { readonly points: FeaturePoints; readonly c: number; readonly solved: Float64Array },
    meanGradient: Float64Array,
    varianceGradient: Float64Array,
  ): void {
    const { weights, signal } = this.model.hyperparameters;
    const { numeric, groupOf } = points.layout;
    for (let i = 0; i < this.#known.count; i += 1) {
      const slope = signal * maternSlope(scaledDistance(this.#known, i, points, c, weights));
      const alpha = i < this.factor.alpha.length ? this.factor.alpha[i] : 0;
      for (let d = 0; d < numeric; d += 1) {
        const difference = points.numeric[c * numeric + d] - this.#known.numeric[i * numeric + d];
        const change = 2 * slope * weights[groupOf[d]] * difference;
        meanGradient[d] += alpha * change;
        varianceGradient[d] -= 2 * solved[i] * change;
      }
    }
  }
}

export function concatenate(one: FeaturePoints, other: FeaturePoints): FeaturePoints {
  const numeric = new Float64Array(one.numeric.length + other.numeric.length);
  numeric.set(one.numeric);
  numeric.set(other.numeric, one.numeric.length);
  const codes = new Int32Array(one.codes.length + other.codes.length);
  codes.set(one.codes);
  codes.set(other.codes, one.codes.length);
  return { layout: one.layout, count: one.count + other.count, numeric, codes };
}
