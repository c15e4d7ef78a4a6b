/**
 * What trials that are out take away from the model's uncertainty. A forest is a kernel machine: two points correlate as
 * often as trees put them into one leaf (Breiman's proximity; Scornet 2016, Random forests and kernel methods, IEEE
 * Trans. Inf. Theory 62, eq. 3), and such a matrix is positive semi-definite. So the variance is conditioned on pending
 * points as a Gaussian process with that correlation would do it, and the mean is left alone:
 *
 *   k(x, x')       = share of trees in which x and x' fall into one leaf
 *   share left(x)  = 1 - k(x, P) (K_PP + λ I)⁻¹ k(P, x)                        (Rasmussen & Williams 2006, eq. 2.24)
 *
 * That is the Kriging believer in its exact form: a result that equals the mean changes no mean. No pretended result ever
 * enters the trees.
 */

/** Noise of a believed result, as a share of the variance: keeps K_PP + λ I definite where pending points share all leaves. */
const NOISE = 0.01;
/** The newest pending points that are considered; their number enters the work squared. */
export const BELIEFS_MAX = 128;

export class PendingBelief {
  count = 0;
  /** Leaves of the pending points, count × T. */
  readonly #leaves: Int32Array;
  /** Cholesky factor of K_PP + λ I, row-major. */
  readonly #factor = new Float64Array(BELIEFS_MAX * BELIEFS_MAX);

  constructor(private readonly trees: number) {
    this.#leaves = new Int32Array(BELIEFS_MAX * trees);
  }

  /** Takes one more pending point in, given its leaves. The ones after the first BELIEFS_MAX change nothing. */
  add(leaves: Int32Array): void {
    if (this.count === BELIEFS_MAX) return;
    const row = this.count * BELIEFS_MAX;
    let rest = 1 + NOISE;
    for (let q = 0; q < this.count; q += 1) {
      let sum = this.#correlation(leaves, 0, q);
      for (let k = 0; k < q; k += 1) sum -= this.#factor[row + k] * this.#factor[q * BELIEFS_MAX + k];
      const entry = sum / this.#factor[q * BELIEFS_MAX + q];
      this.#factor[row + q] = entry;
      rest -= entry * entry;
    }
    // The exact value is at least NOISE; rounding must not take the root of less.
    this.#factor[row + this.count] = Math.sqrt(Math.max(rest, NOISE));
    this.#leaves.set(leaves, this.count * this.trees);
    this.count += 1;
  }

  /**
   * Brings `left`, the share of variance left at points with these leaves, up to date. `solved[q]` holds entry q of
   * L⁻¹ k(P, x) for each point and is extended; begin with none and all shares 1.
   */
  condition(leaves: Int32Array, left: Float64Array, solved: Float64Array[]): void {
    for (let q = solved.length; q < this.count; q += 1) {
      const entries = new Float64Array(left.length);
      const diagonal = this.#factor[q * BELIEFS_MAX + q];
      for (let point = 0; point < left.length; point += 1) {
        let sum = this.#correlation(leaves, point * this.trees, q);
        for (let k = 0; k < q; k += 1) sum -= this.#factor[q * BELIEFS_MAX + k] * solved[k][point];
        entries[point] = sum / diagonal;
        left[point] = Math.max(0, left[point] - entries[point] * entries[point]);
      }
      solved.push(entries);
    }
  }

  #correlation(leaves: Int32Array, at: number, q: number): number {
    let shared = 0;
    for (let t = 0; t < this.trees; t += 1) if (leaves[at + t] === this.#leaves[q * this.trees + t]) shared += 1;
    return shared / this.trees;
  }
}
