/**
 * The chance that a result keeps the outcome constraints: a Gaussian process for each, on the margin that results left to
 * the bound (Gardner et al. 2014, Bayesian optimization with inequality constraints; Gelbart, Snoek & Adams 2014,
 * arXiv:1403.5607, section 3). Their product weighs the improvement.
 *
 * Margins are taken as asinh(margin / median |margin|): in proportion near the bound, as a logarithm far from it, and zero
 * at the bound. What was not told counts as a typical violation.
 */
import type { MarginData } from "./margin-model";

interface Measured {
  readonly units: Float64Array;
  /** By how much each constraint is broken; null where it was not told. */
  readonly excess: readonly (number | null)[];
  readonly repeats: number;
}

/** A chance that is never quite certain: the optimizer needs a slope to follow. */
const SCATTER_MIN = 1e-4;

/** One for each constraint, as soon as there are two results. */
export function outcomeMargins(observed: readonly Measured[]): readonly MarginData[] {
  if (observed.length < 2) return [];
  const units = observed.map((one) => one.units);
  const noiseScale = Float64Array.from(observed, ({ repeats }) => 1 / repeats);
  return observed[0].excess.map((_, constraint) => {
    const margins = toMargins(observed.map(({ excess }) => excess[constraint]));
    const keys = margins.map(Math.abs); // the bound runs where margins are small
    return { id: `outcome ${constraint}`, units, noiseScale, scatter: SCATTER_MIN, keys, ...standardize(margins) };
  });
}

function toMargins(excess: readonly (number | null)[]): Float64Array {
  const sizes = excess.map((amount) => Math.abs(amount ?? 0)).filter((size) => size > 0);
  const scale = sizes.sort((one, other) => one - other)[Math.floor(sizes.length / 2)] ?? 1;
  return Float64Array.from(excess, (amount) => -Math.asinh(amount === null ? 1 : amount / scale));
}

/** Mean 0 and variance 1, and the mean in that unit: where the bound lies is all that the unit must not move. */
function standardize(margins: Float64Array): { readonly center: number; readonly targets: Float64Array } {
  const mean = margins.reduce((sum, margin) => sum + margin, 0) / margins.length;
  const variance = margins.reduce((sum, margin) => sum + (margin - mean) ** 2, 0) / margins.length;
  const deviation = Math.sqrt(variance) || 1; // all equal
  return { center: mean / deviation, targets: margins.map((margin) => (margin - mean) / deviation) };
}
