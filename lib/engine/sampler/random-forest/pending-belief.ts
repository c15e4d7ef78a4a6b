/**
 * What trials that are out take away from the model's uncertainty. A tree is a hierarchy: each split explains part of the
 * variance of what is below it. So two points of a tree vary together as far as the last node they share explains:
 *
 *   v(x, x')       least variance of targets on the path from the root down to the last node that x and x' share
 *   k(x, x')       = Σ_t (1 - v_t(x, x') / v_t(root)) / T
 *   share left(x)  = 1 - k(x, P) (K_PP + λ I)⁻¹ k(P, x)                        (Rasmussen & Williams 2006, eq. 2.24)
 *
 * k is positive semi-definite: a sum, over nodes, of non-negative amounts for pairs that are both below. Where v is the whole
 * in all nodes but leaves it is the forest's proximity (Breiman 2001; Scornet 2016, Random forests and kernel methods, eq. 3);
 * weighted so, points on two sides of a split that hardly matters still count as neighbours.
 *
 * The variance is conditioned on pending points as a Gaussian process with that correlation would do it, and the mean is left alone. That is
 * the Kriging believer in its exact form: a result that equals the mean changes no mean. No pretended result ever enters the trees.
 */
import type { Forest, Tree } from "../../surrogate/random-forest/forest";

/** Noise of a believed result, as a share of the variance: keeps K_PP + λ I definite where pending points share all leaves. */
const NOISE = 0.01;
/** The newest pending points that are considered; their number enters the work squared. */
export const BELIEFS_MAX = 128;

export class PendingBelief {
  count = 0;
  /** By pending point and tree: k_t between it and each leaf, by node. */
  readonly #correlations: Float64Array[][] = [];
  /** Cholesky factor of K_PP + λ I, row-major. */
  readonly #factor = new Float64Array(BELIEFS_MAX * BELIEFS_MAX);

  constructor(private readonly forest: Forest) {}

  /** Takes one more pending point in, given its leaves. The ones after the first BELIEFS_MAX change nothing. */
  add(leaves: Int32Array): void {
    if (this.count === BELIEFS_MAX) return;
    this.#correlations.push(this.forest.trees.map((tree, t) => correlationsWith(tree, leaves[t])));
    const row = this.count * BELIEFS_MAX;
    let rest = this.#correlation(leaves, 0, this.count) + NOISE;
    for (let q = 0; q < this.count; q += 1) {
      let sum = this.#correlation(leaves, 0, q);
      for (let k = 0; k < q; k += 1) sum -= this.#factor[row + k] * this.#factor[q * BELIEFS_MAX + k];
      const entry = sum / this.#factor[q * BELIEFS_MAX + q];
      this.#factor[row + q] = entry;
      rest -= entry * entry;
    }
    // The exact value is at least NOISE; rounding must not take the root of less.
    this.#factor[row + this.count] = Math.sqrt(Math.max(rest, NOISE));
    this.count += 1;
  }

  /**
   * Brings `left`, the share of variance left at points with these leaves, up to date. `solved[q]` holds entry q of
   * L⁻¹ k(P, x) for each point and is extended; begin with none and all shares 1.
   */
  condition(leaves: Int32Array, left: Float64Array, solved: Float64Array[]): void {
    const size = this.forest.trees.length;
    for (let q = solved.length; q < this.count; q += 1) {
      const entries = new Float64Array(left.length);
      const diagonal = this.#factor[q * BELIEFS_MAX + q];
      for (let point = 0; point < left.length; point += 1) {
        let sum = this.#correlation(leaves, point * size, q);
        for (let k = 0; k < q; k += 1) sum -= this.#factor[q * BELIEFS_MAX + k] * solved[k][point];
        entries[point] = sum / diagonal;
        left[point] = Math.max(0, left[point] - entries[point] * entries[point]);
      }
      solved.push(entries);
    }
  }

  #correlation(leaves: Int32Array, at: number, q: number): number {
    const correlations = this.#correlations[q];
    let sum = 0;
    for (let t = 0; t < correlations.length; t += 1) sum += correlations[t][leaves[at + t]];
    return sum / correlations.length;
  }
}

/** k_t between a leaf and every node: what the last node of both paths explains. */
function correlationsWith({ column, left, variance }: Tree, leaf: number): Float64Array {
  const nodes = column.length;
  const shared = new Uint8Array(nodes);
  const explained = new Float64Array(nodes);
  const parent = new Int32Array(nodes).fill(-1);
  // Children come after their parent, so one pass down and one up visit every path in order.
  for (let node = 0; node < nodes; node += 1) if (column[node] >= 0) parent.fill(node, left[node], left[node] + 2);
  for (let node = leaf; node >= 0; node = parent[node]) shared[node] = 1;
  const whole = variance[0];
  let least = whole;
  for (let node = 0; node < nodes; node += 1) {
    if (shared[node] === 0) {
      explained[node] = explained[parent[node]];
      continue;
    }
    least = Math.min(least, variance[node]);
    // A tree that is one leaf puts all points together.
    explained[node] = whole > 0 && nodes > 1 ? 1 - least / whole : 1;
  }
  return explained;
}
