/** Hyperparameters are fitted to at most so many points: each step of a fit costs the cube of them. */
export const POINTS_MAX = 200;

/**
 * Indices, ascending, of points that stand for all of them: those with the lowest keys as one half, and every k-th of the
 * others. All of them when they are few.
 *
 * @param keys by point; what the model has to get right has the lowest
 * @param max even
 */
export function representativePoints(keys: ArrayLike<number>, max: number = POINTS_MAX): readonly number[] {
  const order = Array.from(keys, (_, index) => index);
  if (order.length <= max) return order;
  // Compared, not subtracted: the difference of two numbers near 1e308 is infinite.
  order.sort((one, other) => (keys[one] === keys[other] ? one - other : keys[one] < keys[other] ? -1 : 1));
  const half = max / 2;
  const rest = order.slice(half).sort((one, other) => one - other);
  const spread = Array.from({ length: half }, (_, step) => rest[Math.floor((step * rest.length) / half)]);
  return [...order.slice(0, half), ...spread].sort((one, other) => one - other);
}
