/**
 * Wilcoxon's signed-rank test, exact for any ties: the distribution of the rank sum over all choices of signs. Zeros keep
 * their ranks and give half of them to each side (Pratt 1959 as `zsplit` of SciPy).
 */
export interface SignedRank {
  /** Probability of a rank sum of positives at least as large, when neither sign is favoured. */
  readonly greater: number;
  readonly less: number;
  readonly twoSided: number;
}

export function wilcoxon(differences: readonly number[]): SignedRank {
  // Doubled midranks are whole numbers.
  const ranks = doubledRanks(differences.map(Math.abs));
  const signed = ranks.filter((_, index) => differences[index] !== 0);
  const observed = ranks.reduce((sum, rank, index) => (differences[index] > 0 ? sum + rank : sum), 0);
  const ways = waysBySum(signed);
  const share = (holds: (sum: number) => boolean): number =>
    ways.reduce((total, probability, sum) => (holds(sum) ? total + probability : total), 0);
  const greater = share((sum) => sum >= observed);
  const less = share((sum) => sum <= observed);
  return { greater, less, twoSided: Math.min(1, 2 * Math.min(greater, less)) };
}

function doubledRanks(values: readonly number[]): number[] {
  const sorted = values.toSorted((one, other) => one - other);
  return values.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

/** Probability of each sum, every sign a fair coin. */
function waysBySum(ranks: readonly number[]): Float64Array {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const ways = new Float64Array(total + 1);
  ways[0] = 1;
  for (const rank of ranks) {
    for (let sum = total; sum >= 0; sum -= 1) ways[sum] = (ways[sum] + (sum >= rank ? ways[sum - rank] : 0)) / 2;
  }
  return ways;
}

/** Holm 1979: adjusted probabilities, in the order given. */
export function holm(probabilities: readonly number[]): number[] {
  const order = [...probabilities.keys()].sort((one, other) => probabilities[one] - probabilities[other]);
  const adjusted = new Array<number>(probabilities.length).fill(1);
  let largest = 0;
  for (const [place, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (probabilities.length - place) * probabilities[index]));
    adjusted[index] = largest;
  }
  return adjusted;
}
