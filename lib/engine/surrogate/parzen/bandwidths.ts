/**
 * Widths of the normal kernels of a one-dimensional Parzen estimator over the unit interval: each kernel reaches to the
 * farther of its two neighbours, so that gaps are bridged and clusters stay sharp (Bergstra et al. 2011, section 4.2).
 *
 *   n = observations    sd_i = max(x_i - x_(i-1), x_(i+1) - x_i)    clipped to [1 / min(100, n + 2), 1]   (magic clip)
 *
 * The end observations look inwards only; a single one looks to both ends of the interval. As in Optuna 5.0.
 * Deviation: m copies of one value count as m points spread evenly over its gap, sd / m. Optuna gives the first and last
 * copy in stored order the gap and those between nothing, which makes a width depend on more than where the point is.
 */
export function bandwidths(units: Float64Array): Float64Array {
  const sorted = units.slice().sort();
  const narrowest = 1 / Math.min(100, units.length + 2);
  const widths = new Float64Array(sorted.length);
  for (let first = 0; first < sorted.length; ) {
    let next = first + 1;
    while (next < sorted.length && sorted[next] === sorted[first]) next += 1;
    const width = gapAround(sorted, first, next) / (next - first);
    widths.fill(Math.min(1, Math.max(narrowest, width)), first, next);
    first = next;
  }
  const own = new Float64Array(units.length);
  for (let index = 0; index < own.length; index += 1) own[index] = widths[indexIn(sorted, units[index])];
  return own;
}

/** Where a value that occurs stands in the ascending list, by bisection. */
function indexIn(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The larger distance from the copies first … next - 1 of a value to the nearest other value. */
function gapAround(sorted: Float64Array, first: number, next: number): number {
  const unit = sorted[first];
  const alone = first === 0 && next === sorted.length;
  const below = first > 0 ? unit - sorted[first - 1] : alone ? unit : 0;
  const above = next < sorted.length ? sorted[next] - unit : alone ? 1 - unit : 0;
  return Math.max(below, above);
}
