/**
 * The chance that a result keeps the outcome constraints: a Gaussian process for each, on the margin that results left to
 * the bound (Gardner et al. 2014, Bayesian optimization with inequality constraints; Gelbart, Snoek & Adams 2014,
 * arXiv:1403.5607, section 3). Their product weighs the improvement.
 *
 * Margins are taken as asinh(margin / median |margin|): in proportion near the bound, as a logarithm far from it, and zero
 * at the bound. What was not told counts as a typical violation.
 */
import type { Kernels } from "../../linalg/kernels";
import type { FeatureMap } from "./features";
import { type Feasibility, fitMargin } from "./margin-model";

interface Measured {
  readonly units: Float64Array;
  /** By how much each constraint is broken; null where it was not told. */
  readonly excess: readonly (number | null)[];
  readonly repeats: number;
}

interface OutcomeRequest {
  readonly kernels: Kernels;
  readonly features: FeatureMap;
  readonly observed: readonly Measured[];
}

/** A chance that is never quite certain: the optimizer needs a slope to follow. */
const SCATTER_MIN = 1e-4;

/** One condition for each constraint whose model can be computed. */
export function fitOutcomeConstraints({ kernels, features, observed }: OutcomeRequest): readonly Feasibility[] {
  if (observed.length < 2) return [];
  const units = observed.map((one) => one.units);
  const noiseScale = Float64Array.from(observed, ({ repeats }) => 1 / repeats);
  return observed[0].excess.flatMap((_, constraint) => {
    const margins = toMargins(observed.map(({ excess }) => excess[constraint]));
    const { center, targets } = standardize(margins);
    const keys = margins.map(Math.abs); // the bound runs where margins are small
    const model = fitMargin({ kernels, features, units, targets, noiseScale, center, scatter: SCATTER_MIN, keys });
    return model ? [model] : [];
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
