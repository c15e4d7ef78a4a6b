/**
 * The resources at which rungs lie. Integers throughout: in floating point log(1000) / log(10) is 2.9999999999999996, which
 * loses a bracket.
 */

/** How often `from` can be multiplied by `eta` without exceeding `to`: floor(log_eta(to / from)), exactly. */
export function halvings(from: number, to: number, eta: number): number {
  let count = 0;
  for (let level = from * eta; level <= to; level *= eta) count += 1;
  return count;
}

/**
 * The levels R / eta^k, rounded down, ascending, the smallest at least `min` and the last exactly `max`. For a `max` that is
 * `min` times a power of eta these are min, min * eta, …, max.
 */
export function resourceLevels(min: number, max: number, eta: number): readonly number[] {
  const levels: number[] = [];
  let divisor = 1;
  for (let index = halvings(min, max, eta); index >= 0; index -= 1) {
    levels.unshift(Math.floor(max / divisor));
    divisor *= eta;
  }
  return levels;
}
