/**
 * The best division of a node by a column of categories. In ascending order of their mean target the best of all
 * 2^(k-1) - 1 divisions is one of the k - 1 cuts (Fisher 1958; Breiman et al. 1984, theorem 4.5), exactly, for one target
 * and squared error. A missing value is one category more.
 */
import type { Cut, Node, Split, SplitChoice, SplitContext } from "./best-split";
import { codeOf } from "./predict-forest";

export class CategoryCuts {
  /** By category, the missing one last. */
  readonly #weight: Float64Array;
  readonly #sum: Float64Array;
  /** Categories met in the node, in order of appearance, then of their means. */
  readonly #met: Int32Array;
  /** Place in the order of appearance: ties go by it, so that names and numbers of categories decide nothing. */
  readonly #place: Int32Array;
  /** By column: the category of each row of the data. */
  readonly #codes: readonly Int32Array[];

  constructor(private readonly context: SplitContext) {
    const { levels, values, count } = context.data;
    const size = levels.reduce((most, level) => Math.max(most, level), 0) + 1;
    this.#weight = new Float64Array(size);
    this.#sum = new Float64Array(size);
    this.#met = new Int32Array(size);
    this.#place = new Int32Array(size);
    this.#codes = Array.from(levels, (level, column) =>
      level === 0
        ? new Int32Array(0)
        : Int32Array.from({ length: count }, (_, row) => {
            const unit = values[column * count + row];
            return Number.isNaN(unit) ? level : codeOf(unit, level);
          }),
    );
  }

  /** Leaves the cut without a position when the node has one category, or when no division leaves enough rows on both sides. */
  find(cut: Cut, node: Node): void {
    const met = this.#order(cut.column, node);
    let [w, s] = [0, 0];
    for (let position = 0; position < met.length - 1; position += 1) {
      w += this.#weight[met[position]];
      s += this.#sum[met[position]];
      cut.offer(node, w, s, position + 1);
    }
  }

  /** Carries a cut out: which categories and rows go left. */
  split({ node, cut, left }: SplitChoice): Split {
    const { column } = cut;
    const { data, bag, rng } = this.context;
    const level = data.levels[column];
    const met = this.#order(column, node);
    const unseenLeft = rng.uint32() < 2 ** 31;
    const set = new Uint32Array((level >>> 5) + 1).fill(unseenLeft ? 0xffffffff : 0);
    for (const [position, code] of met.entries()) {
      const bit = 2 ** (code & 31);
      const word = set[code >>> 5] & ~bit;
      set[code >>> 5] = position < cut.position ? word | bit : word;
    }
    const goesLeft = (code: number): boolean => ((set[code >>> 5] >>> (code & 31)) & 1) === 1;
    for (let position = node.start; position < node.end; position += 1) {
      const row = bag.rows[position];
      left[row] = goesLeft(this.#codes[column][row]) ? 1 : 0;
    }
    return { column, threshold: 0, missingLeft: goesLeft(level), set };
  }

  /** Sums by category over the node, and its categories in ascending order of their mean target. */
  #order(column: number, { start, end }: Node): Int32Array {
    const { rows, weight, weighted } = this.context.bag;
    const codes = this.#codes[column];
    this.#weight.fill(0, 0, this.context.data.levels[column] + 1);
    let count = 0;
    for (let position = start; position < end; position += 1) {
      const row = rows[position];
      const code = codes[row];
      if (this.#weight[code] === 0) {
        this.#place[code] = count;
        this.#met[count] = code;
        this.#sum[code] = 0;
        count += 1;
      }
      this.#weight[code] += weight[row];
      this.#sum[code] += weighted[row];
    }
    const met = this.#met.subarray(0, count);
    const meanOf = (code: number): number => this.#sum[code] / this.#weight[code];
    return met.sort((one, other) => meanOf(one) - meanOf(other) || this.#place[one] - this.#place[other]);
  }
}
