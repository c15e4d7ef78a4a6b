/** Spearman's rank correlation, ties at their mean rank: Pearson's correlation of the ranks. 0 when either side is constant. */
export function rankCorrelation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [left, right] = [meanRanks(one), meanRanks(other)];
  const middle = (left.length - 1) / 2;
  let [product, squareLeft, squareRight] = [0, 0, 0];
  for (let index = 0; index < left.length; index += 1) {
    product += (left[index] - middle) * (right[index] - middle);
    squareLeft += (left[index] - middle) ** 2;
    squareRight += (right[index] - middle) ** 2;
  }
  return squareLeft > 0 && squareRight > 0 ? product / Math.sqrt(squareLeft * squareRight) : 0;
}

/** Ranks from 0; equal values share the mean of theirs. */
function meanRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, index) => index).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let behind = first + 1;
    while (behind < order.length && values[order[behind]] === values[order[first]]) behind += 1;
    for (let at = first; at < behind; at += 1) ranks[order[at]] = (first + behind - 1) / 2;
    first = behind;
  }
  return ranks;
}
