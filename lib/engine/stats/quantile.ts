/** The q-quantile of numbers that may be infinite, interpolated linearly between order statistics (Hyndman & Fan 1996, type 7). */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((one, other) => (one === other ? 0 : one < other ? -1 : 1));
  const position = q * (sorted.length - 1);
  const low = Math.floor(position);
  const [left, right] = [sorted[low], sorted[Math.min(low + 1, sorted.length - 1)]];
  const share = position - low;
  // Infinite neighbours: no share of infinity is to become NaN.
  return share === 0 || left === right ? left : left + share * (right - left);
}
