import { type Allocate, type Backend, keeping, withScratch } from "./backend";
import { BATCH, CandidateBatch } from "./candidate-batch";
import { appendPoints, type FactoredModel, indicesOf, placeOf } from "./factored-model";
import type {
  FeaturePoints,
  GpModel,
  GpPosterior,
  Kernels,
  Prediction,
  PredictionGradient,
  Response,
  ResponseGradient,
  Score,
  Screened,
} from "./kernels";
import { panelsOf, strideOf } from "./panel-routines";
import { Ranking } from "./ranking";
import { screenByBounds } from "./screen";

/** From here on pruning saves more than its bounds cost. */
const PRUNE_FROM = 64;

interface Origin<B> {
  readonly backend: Backend<B>;
  /** Where what this backend has no memory for is computed. */
  elsewhere(): Kernels;
  readonly model: GpModel;
  readonly pending: readonly FeaturePoints[];
}

export class PanelPosterior<B> implements GpPosterior {
  readonly #generation: number;

  constructor(
    private readonly origin: Origin<B>,
    private readonly factored: FactoredModel<B>,
  ) {
    this.#generation = origin.backend.generation;
  }

  predict(points: FeaturePoints): Prediction {
    return this.#compute(
      (allocate) => {
        const mean = new Float64Array(points.count);
        const variance = new Float64Array(points.count);
        this.#inBatches(points, allocate, (batch, first) => {
          mean.set(batch.means(), first);
          batch.solve(0, this.factored.tiles);
          variance.set(batch.variances(), first);
        });
        return { mean, variance };
      },
      (other) => other.predict(points),
    );
  }

  fittedMean(): Float64Array {
    this.#requireAlive();
    const { observed, diagonal } = this.factored;
    const alpha = this.origin.backend.view(this.factored.alpha, observed);
    return this.origin.model.targets.map((target, i) => target - diagonal[i] * alpha[i]);
  }

  predictWithGradient(points: FeaturePoints): PredictionGradient {
    return this.#compute(
      (allocate) => this.#predictWithGradient(points, allocate),
      (other) => other.predictWithGradient(points),
    );
  }

  screen(points: FeaturePoints, score: Score, keep: number): readonly Screened[] {
    const { known, signal, tiles } = this.factored;
    if (known >= PRUNE_FROM && points.count > keep) {
      return this.#compute(
        (allocate) => {
          const { count } = points;
          const all = new CandidateBatch(this.origin.backend, this.factored, allocate, count);
          const batch = new CandidateBatch(this.origin.backend, this.factored, allocate);
          all.load(points, indicesOf(count));
          return screenByBounds(all, batch, { count, score, keep, signal, tiles });
        },
        (other) => other.screen(points, score, keep),
      );
    }
    const { mean, variance } = this.predict(points);
    const ranking = new Ranking(keep);
    for (let index = 0; index < points.count; index += 1)
      ranking.add(index, score(mean[index], variance[index], index));
    return ranking.best;
  }

  covariance(points: FeaturePoints): Float64Array {
    return this.#compute(
      (allocate) => this.#covariance(points, allocate),
      (other) => other.covariance(points),
    );
  }

  withPending(points: FeaturePoints): GpPosterior | null {
    this.#requireAlive();
    const { origin, factored } = this;
    const { enough, kept } = keeping(origin.backend, (allocate) =>
      appendPoints(origin.backend, factored, points, allocate),
    );
    if (!enough) return this.#elsewhere().withPending(points);
    return kept && new PanelPosterior({ ...origin, pending: [...origin.pending, points] }, kept);
  }

  respond(points: FeaturePoints): Response {
    return this.#compute(
      (allocate) => ({ response: this.#response(points, allocate) }),
      (other) => other.respond(points),
    );
  }

  respondWithGradient(points: FeaturePoints): ResponseGradient {
    return this.#compute(
      (allocate) => ({
        response: this.#response(points, allocate),
        responseGradient: this.#responseGradient(points, allocate),
      }),
      (other) => other.respondWithGradient(points),
    );
  }

  leaveOneOut(): Prediction {
    return this.#compute(
      (allocate) => this.#leaveOneOut(allocate),
      (other) => other.leaveOneOut(),
    );
  }

  #predictWithGradient(points: FeaturePoints, allocate: Allocate<B>): PredictionGradient {
    const { backend } = this.origin;
    const { layout, tiles, l, stride, known, alpha, scales } = this.factored;
    const { numeric, codes } = layout;
    const mean = new Float64Array(points.count);
    const variance = new Float64Array(points.count);
    const meanGradient = new Float64Array(points.count * numeric);
    const varianceGradient = new Float64Array(points.count * numeric);
    const length = BATCH * numeric;
    const means = allocate(length);
    const variances = allocate(length);
    this.#inBatches(points, allocate, (batch, first, count) => {
      mean.set(batch.means(), first);
      batch.solve(0, tiles);
      variance.set(batch.variances(), first);
      const { x, rows, panels } = batch;
      backend.solveRowsTransposed(x, stride, panels, l, stride, tiles);
      const at = this.factored.points;
      backend.predictionGradients(means, variances, rows, panels, at, known, alpha, x, stride, scales, numeric, codes);
      copyRows(backend.view(means, length), meanGradient, { first, count, columns: numeric });
      copyRows(backend.view(variances, length), varianceGradient, { first, count, columns: numeric });
    });
    return { mean, variance, meanGradient, varianceGradient };
  }

  /** The last rows of L⁻¹ k, as the values appended last are μ + C z with C the last block of L. */
  #response(points: FeaturePoints, allocate: Allocate<B>): Float64Array {
    const { tiles, stride, known, appended } = this.factored;
    const response = new Float64Array(points.count * appended);
    this.#inBatches(points, allocate, (batch, first, count) => {
      batch.solve(0, tiles);
      const solved = this.origin.backend.view(batch.x, 4 * batch.panels * stride);
      for (let row = 0; row < count; row += 1) {
        for (let j = 0; j < appended; j += 1) {
          response[(first + row) * appended + j] = solved[placeOf(row, known - appended + j, stride)];
        }
      }
    });
    return response;
  }

  /** Row j of L⁻¹ k is βᵀ k with β = L⁻ᵀ e_j, so it has the gradient that the mean has, β in the place of α. */
  #responseGradient(points: FeaturePoints, allocate: Allocate<B>): Float64Array {
    const { backend } = this.origin;
    const { layout, tiles, l, stride, known, appended, scales } = this.factored;
    const { numeric, codes } = layout;
    const gradient = new Float64Array(points.count * appended * numeric);
    const length = BATCH * numeric;
    const slopes = allocate(length);
    const variances = allocate(length);
    const betas = Array.from({ length: appended }, (_, j) => {
      const beta = allocate(4 * tiles);
      const values = backend.view(beta, 4 * tiles).fill(0);
      values[known - appended + j] = 1;
      backend.solveVectorTransposed(beta, l, stride, tiles);
      return beta;
    });
    this.#inBatches(points, allocate, ({ x, rows, panels }, first, count) => {
      for (const [j, beta] of betas.entries()) {
        const at = this.factored.points;
        backend.predictionGradients(
          slopes,
          variances,
          rows,
          panels,
          at,
          known,
          beta,
          x,
          stride,
          scales,
          numeric,
          codes,
        );
        const here = backend.view(slopes, length);
        for (let row = 0; row < count; row += 1) {
          const start = ((first + row) * appended + j) * numeric;
          for (let k = 0; k < numeric; k += 1) gradient[start + k] = here[placeOf(row, k, numeric)];
        }
      }
    });
    return gradient;
  }

  #covariance(points: FeaturePoints, allocate: Allocate<B>): Float64Array {
    const { backend } = this.origin;
    const { layout, scales, tiles, stride } = this.factored;
    const { count } = points;
    const panels = panelsOf(count);
    const outStride = strideOf(count);
    const batch = new CandidateBatch(backend, this.factored, allocate, count);
    const out = allocate(4 * panels * outStride);
    batch.load(points, indicesOf(count));
    batch.solve(0, tiles);
    backend.covarianceTriangle(out, outStride, batch.rows, scales, layout.numeric, layout.codes, 0, panels);
    backend.subtractInnerProducts(out, outStride, batch.x, stride, panels, tiles);
    const lower = backend.view(out, 4 * panels * outStride);
    const whole = new Float64Array(count * count);
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        whole[i * count + j] = lower[placeOf(i, j, outStride)];
        whole[j * count + i] = whole[i * count + j];
      }
    }
    return whole;
  }

  #leaveOneOut(allocate: Allocate<B>): Prediction {
    const { backend, model } = this.origin;
    const { observed, stride, l } = this.factored;
    const panels = panelsOf(observed);
    const x = allocate(4 * panels * stride);
    const sums = allocate(4 * panels);
    // Columns before a row's own tile are not written, yet summed below.
    backend.view(x, 4 * panels * stride).fill(0);
    backend.view(sums, 4 * panels).fill(0);
    backend.invertFactor(x, l, stride, panels);
    backend.addSquares(sums, x, stride, panels, 0, observed);
    const variance = backend.view(sums, observed).map((inverse) => 1 / inverse);
    const alpha = backend.view(this.factored.alpha, observed);
    const mean = model.targets.map((target, i) => target - alpha[i] * variance[i]);
    return { mean, variance };
  }

  #inBatches(
    points: FeaturePoints,
    allocate: Allocate<B>,
    work: (batch: CandidateBatch<B>, first: number, count: number) => void,
  ): void {
    const batch = new CandidateBatch(this.origin.backend, this.factored, allocate, Math.min(BATCH, points.count));
    for (let first = 0; first < points.count; first += BATCH) {
      const count = Math.min(BATCH, points.count - first);
      batch.load(points, indicesOf(count, first));
      work(batch, first, count);
    }
  }

  #compute<Result>(work: (allocate: Allocate<B>) => Result, otherwise: (other: GpPosterior) => Result): Result {
    this.#requireAlive();
    const outcome = withScratch(this.origin.backend, (allocate) => ({ result: work(allocate) }));
    return outcome ? outcome.result : otherwise(this.#elsewhere());
  }

  #elsewhere(): GpPosterior {
    const { elsewhere, model, pending } = this.origin;
    const start = elsewhere().condition(model);
    const other = pending.reduce<GpPosterior | null>(
      (posterior, points) => posterior?.withPending(points) ?? null,
      start,
    );
    // The same operations succeeded here before.
    if (!other) throw new Error("Two backends do not agree on a Gaussian process.");
    return other;
  }

  #requireAlive(): void {
    if (this.#generation !== this.origin.backend.generation) {
      throw new Error("This posterior's kernels were released.");
    }
  }
}

/** Rows out of panels. */
function copyRows(
  panels: Float64Array,
  to: Float64Array,
  { first, count, columns }: { readonly first: number; readonly count: number; readonly columns: number },
): void {
  for (let row = 0; row < count; row += 1) {
    for (let k = 0; k < columns; k += 1) to[(first + row) * columns + k] = panels[placeOf(row, k, columns)];
  }
}
