/**
 * The whole line folded into [0, 1]: the identity but near the ends, where it bends smoothly until it turns around. An
 * optimum on a bound is then at the bottom of a parabola, as an optimum inside is, and found as fast; with plain mirrors it
 * lies in a kink, whose steps must shrink to the precision wanted instead of to its square root.
 * Hansen's boundary transformation, as documented in pycma (`BoxConstraintsLinQuadTransformation`), with the same bend at
 * either end.
 *
 *   x = (u + a)² / 4a  for u in [−a, a]    x = u  for u in [a, 1 − a]    x = 1 − (1 + a − u)² / 4a  for u in [1 − a, 1 + a]
 *   mirrored at −a and 1 + a
 */

/** a: as pycma has it for [0, 1]. */
const BEND = 0.05;
const LENGTH = 1 + 2 * BEND;

export function folded(u: number): number {
  const phase = Math.abs(u + BEND) % (2 * LENGTH);
  const along = phase > LENGTH ? 2 * LENGTH - phase : phase; // from −a on
  if (along < 2 * BEND) return (along * along) / (4 * BEND);
  const left = LENGTH - along;
  return left < 2 * BEND ? 1 - (left * left) / (4 * BEND) : along - BEND;
}

/** Where on [−a, 1 + a] a point of [0, 1] comes from. */
export function unfolded(x: number): number {
  if (x < BEND) return 2 * Math.sqrt(BEND * Math.max(0, x)) - BEND;
  return x > 1 - BEND ? 1 + BEND - 2 * Math.sqrt(BEND * Math.max(0, 1 - x)) : x;
}
