/**
 * The best division of a node by a column of numbers: every place between two neighbouring values, with missing values on
 * either side, and missing against present.
 */
import type { Cut, Node, Split, SplitChoice, SplitContext } from "./best-split";

/** Leaves the cut without a position when all values are equal, or when no division leaves enough rows on both sides. */
export function findNumberCut({ data, bag }: SplitContext, cut: Cut, node: Node): void {
  const list = bag.byColumn[cut.column];
  if (!list) return;
  const { values } = data;
  const { weight, weighted } = bag;
  const { start, end } = node;
  const at = cut.column * data.count;
  // Missing values come last in a column's list.
  let [present, missingWeight, missingSum] = [end, 0, 0];
  while (present > start && Number.isNaN(values[at + list[present - 1]])) {
    present -= 1;
    missingWeight += weight[list[present]];
    missingSum += weighted[list[present]];
  }
  let [w, s] = [0, 0];
  for (let position = start; position < present - 1; position += 1) {
    const row = list[position];
    w += weight[row];
    s += weighted[row];
    if (values[at + row] === values[at + list[position + 1]]) continue;
    cut.offer(node, w, s, position + 1 - start);
    if (missingWeight > 0 && cut.offer(node, w + missingWeight, s + missingSum, position + 1 - start)) {
      cut.missingLeft = true;
    }
  }
  if (missingWeight > 0) cut.offer(node, node.weight - missingWeight, node.sum - missingSum, present - start);
}

/** Carries a cut out: the threshold, and which rows go left. */
export function splitNumbers({ data, bag, options, rng }: SplitContext, { node, cut, left }: SplitChoice): Split {
  const list = bag.byColumn[cut.column] ?? bag.rows;
  const at = cut.column * data.count;
  let seen = false;
  for (let position = node.start; position < node.end; position += 1) {
    const row = list[position];
    const missing = Number.isNaN(data.values[at + row]);
    seen ||= missing;
    left[row] = (missing ? cut.missingLeft : position - node.start < cut.position) ? 1 : 0;
  }
  const below = data.values[at + list[node.start + cut.position - 1]];
  const above = node.start + cut.position < node.end ? data.values[at + list[node.start + cut.position]] : Number.NaN;
  // Hutter et al. 2014, section 4.3.1: a point drawn in the gap makes the forest's mean go over smoothly and its variance grow there.
  const share = options.thresholds === "random" ? rng.uniform() : 0.5;
  return {
    column: cut.column,
    threshold: Number.isNaN(above) ? Number.POSITIVE_INFINITY : between(below, above, share),
    missingLeft: seen ? cut.missingLeft : rng.uint32() < 2 ** 31,
    set: null,
  };
}

/** A number in [below, above), though rounding or an overflow may put the sum outside. */
function between(below: number, above: number, share: number): number {
  const threshold = below + share * (above - below);
  return threshold >= below && threshold < above ? threshold : below;
}
