/**
 * How much each good trial counts by how good it is: half of its weight is the same for all, the other half in proportion
 * to its improvement on the best trial that is not good. The average is 1.
 *
 *   w_i = (1 + (y* - y_i) / mean_j (y* - y_j)) / 2        y* = the least loss outside the good trials
 *
 * Watanabe 2023 (arXiv:2304.11127), section 3.2.3, found weights by improvement the best on the whole.
 * Deviation: there they are the whole weight, which lets one outlier silence all other trials.
 */
export function improvementWeights(losses: readonly number[], boundary: number | null): number[] {
  if (boundary === null) return losses.map(() => 1);
  // Halves, because 1e308 - -1e308 would overflow.
  const gains = losses.map((loss) => Math.max(0, boundary / 2 - loss / 2));
  const largest = Math.max(...gains);
  if (!(largest > 0 && largest < Number.POSITIVE_INFINITY)) return losses.map(() => 1);
  const mean = gains.reduce((sum, gain) => sum + gain / largest, 0) / gains.length;
  return gains.map((gain) => (1 + gain / largest / mean) / 2);
}
