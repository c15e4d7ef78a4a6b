import type { Allocate, Backend } from "./backend";
import { columnsOf, type FactoredModel, writeFeatures } from "./factored-model";
import type { FeaturePoints } from "./kernels";
import { panelsOf } from "./panel-routines";

/** Candidates solved for together: their block stays in the second-level cache while the factor streams by. */
export const BATCH = 64;

/** Up to `size` candidates beside a model: covariances k, then L⁻¹ k tile column by tile column, and what these explain. */
export class CandidateBatch<B> {
  readonly rows: B;
  /** k, then L⁻¹ k: a row per candidate. */
  readonly x: B;
  readonly #means: B;
  readonly #explained: B;
  #count = 0;

  constructor(
    private readonly backend: Backend<B>,
    private readonly factored: FactoredModel<B>,
    allocate: Allocate<B>,
    private readonly size = BATCH,
  ) {
    const panels = panelsOf(size);
    this.rows = allocate(4 * panels * columnsOf(factored.layout));
    this.x = allocate(4 * panels * factored.stride);
    this.#means = allocate(4 * panels);
    this.#explained = allocate(4 * panels);
  }

  get panels(): number {
    return panelsOf(this.#count);
  }

  load(points: FeaturePoints, indices: ArrayLike<number>): void {
    const { backend, factored, size } = this;
    const { layout, stride, known } = factored;
    this.#count = indices.length;
    const length = 4 * panelsOf(size);
    writeFeatures(backend.view(this.rows, length * columnsOf(layout)), 0, points, indices);
    backend.covarianceRows(
      this.x,
      stride,
      this.rows,
      this.panels,
      factored.points,
      known,
      factored.scales,
      layout.numeric,
      layout.codes,
    );
    backend.view(this.#explained, length).fill(0);
  }

  /** Takes over covariances of candidates that another batch has loaded and not solved for. */
  take(all: CandidateBatch<B>, indices: ArrayLike<number>): void {
    const { stride, tiles } = this.factored;
    this.#count = indices.length;
    for (let row = 0; row < indices.length; row += 1) {
      this.backend.copyRow(this.x, all.x, stride, row, indices[row], 4 * tiles);
    }
    this.backend.view(this.#explained, this.#count).fill(0);
  }

  /** Before any `solve`. Valid until memory is allocated again. */
  means(): Float64Array {
    const { stride, alpha, observed } = this.factored;
    this.backend.weightedSums(this.#means, this.x, stride, this.panels, alpha, observed);
    return this.backend.view(this.#means, this.#count);
  }

  /** Tile columns `from` to `to` of L⁻¹ k, those before being done. */
  solve(from: number, to: number): void {
    const { l, stride } = this.factored;
    this.backend.solveRows(this.x, stride, this.panels, l, stride, from, to);
    this.backend.addSquares(this.#explained, this.x, stride, this.panels, 4 * from, 4 * to);
  }

  /** After all tiles the variances; after some, upper bounds of them. */
  variances(): Float64Array {
    const { signal } = this.factored;
    const explained = this.backend.view(this.#explained, this.#count);
    const variances = new Float64Array(this.#count);
    for (let row = 0; row < variances.length; row += 1) variances[row] = Math.max(0, signal - explained[row]);
    return variances;
  }

  /** Goes on with these rows alone, ascending, moved together. */
  keep(rows: readonly number[]): void {
    const { stride, tiles } = this.factored;
    const explained = this.backend.view(this.#explained, this.#count);
    for (const [to, from] of rows.entries()) {
      this.backend.copyRow(this.x, this.x, stride, to, from, 4 * tiles);
      explained[to] = explained[from];
    }
    this.#count = rows.length;
  }
}
