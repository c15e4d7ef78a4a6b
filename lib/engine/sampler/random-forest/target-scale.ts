/**
 * Losses as the forest learns them: the logarithm of how much worse than the best, measured by the spread of the better
 * quarter, and cut off where "bad" is all there is to say.
 *
 *   s = lower quartile of the losses - best loss         target = min(ln(1 + (loss - best) / s), TARGET_MAX)
 *
 * Squared error would otherwise spend the splits on telling a diverged trial from a very diverged one. Among the better quarter the
 * scale is nearly linear, and as results improve s shrinks with them, so that small differences near the best keep
 * counting. SMAC takes the logarithm of the loss itself, which depends on where zero lies; this does not.
 */

/** Worse than 400 times the spread of the better quarter is equally bad. */
const TARGET_MAX = Math.log(400);

export interface TargetScale {
  toTarget(loss: number): number;
  /** The loss of a target; infinite where that overflows. */
  toLoss(target: number): number;
}

/** The scale of these losses, one or more, all finite. */
export function targetScale(losses: readonly number[]): TargetScale {
  const best = losses.reduce((least, loss) => Math.min(least, loss), Number.POSITIVE_INFINITY);
  // Halves: the difference of two losses near ±1e308 would be infinite.
  const excess = (loss: number): number => loss / 2 - best / 2;
  const sorted = Float64Array.from(losses, excess).sort();
  // With ties at the best beyond the quartile the first step above them is the measure; constant losses need none.
  const spread = sorted.subarray((sorted.length - 1) >> 2).find((value) => value > 0) ?? 1;
  return {
    toTarget: (loss) => Math.min(Math.log1p(excess(loss) / spread), TARGET_MAX),
    toLoss: (target) => best + 2 * spread * Math.expm1(target),
  };
}
