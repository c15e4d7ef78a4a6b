import { ascendingOrder } from "./ascending-order";

/**
 * Widths of the normal kernels of a one-dimensional Parzen estimator over the unit interval: each kernel reaches to the
 * farther of its two neighbours, so that gaps are bridged and clusters stay sharp (Bergstra et al. 2011, section 4.2).
 *
 *   n = observations    sd_i = max(x_i - x_(i-1), x_(i+1) - x_i)    clipped to [1 / min(100, n + 2), 1]   (magic clip)
 *
 * The end observations look inwards only; a single one looks to both ends of the interval. As in Optuna 5.0.
 * Deviation: m copies of one value count as m points spread evenly over its gap, sd / m. Optuna gives the first and last
 * copy in stored order the gap and those between nothing, which makes a width depend on more than where the point is.
 *
 * Units that are NaN are no observations, and get no width (0). `order` is that of `ascendingOrder`.
 */
export function bandwidths(units: Float64Array, order: Uint32Array = ascendingOrder(units)): Float64Array {
  const narrowest = 1 / Math.min(100, order.length + 2);
  const widths = new Float64Array(units.length);
  for (let first = 0; first < order.length; ) {
    let next = first + 1;
    while (next < order.length && units[order[next]] === units[order[first]]) next += 1;
    const width = gapAround({ units, order }, first, next) / (next - first);
    const clipped = Math.min(1, Math.max(narrowest, width));
    for (; first < next; first += 1) widths[order[first]] = clipped;
  }
  return widths;
}

/** The larger distance from the copies first … next - 1 of a value to the nearest other value. */
function gapAround(
  { units, order }: { readonly units: Float64Array; readonly order: Uint32Array },
  first: number,
  next: number,
): number {
  const unit = units[order[first]];
  const alone = first === 0 && next === order.length;
  const below = first > 0 ? unit - units[order[first - 1]] : alone ? unit : 0;
  const above = next < order.length ? units[order[next]] - unit : alone ? 1 - unit : 0;
  return Math.max(below, above);
}
