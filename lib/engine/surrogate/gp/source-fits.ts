/**
 * A Gaussian process for each other study. Rungs of this very study are one chain: the process of each has the one below
 * as its prior mean, so that what only the lowest saw (points that were never promoted) is known in all of them.
 * Kennedy & O'Hagan 2000 in the recursive form of Le Gratiet & Garnier 2014, arXiv:1210.0686.
 *
 *   f_r(x) = b_r (f_{r-1}(x) - mean) + δ_r(x)      δ_r  a process of its own, fitted to what is left      b_r ≥ 0
 *
 * Deviations: b_r is found by least squares (`source-prior.ts`), not by likelihood together with δ_r. Only the mean of f_{r-1}
 * is handed up, in place of its whole posterior, so a rung is as sure of itself as δ_r is. At the trials of rung r it is that
 * mean as well, in place of their results at the rung below, as a trial need not have one there.
 */
import type { GpPosterior, Kernels } from "../../linalg/kernels";
import type { Problem } from "../../problem";
import type { Rng } from "../../rng/rng";
import { type PlacedResult, type PlacedSource, placedSources } from "../../transfer/source-results";
import type { FeatureMap } from "./features";
import { WEIGHT_MIN } from "./fit";
import { representativePoints } from "./representative-points";
import { type PriorFor, priorFrom } from "./source-prior";
import { conditionSurrogate, fitHyperparameters, type Sample, type SurrogateFit } from "./surrogate";

export interface Means {
  readonly kernels: Kernels;
  readonly features: FeatureMap;
}

export interface SourceFit {
  readonly samples: readonly Sample[];
  readonly fit: SurrogateFit;
  /** Of the rung below; null of a study, and of the lowest rung. */
  readonly below: SourceFit | null;
}

/** Of fewer results no shape can be learnt. */
const RESULTS_MIN = 3;

const known = new WeakMap<Problem, Map<string, readonly SourceFit[]>>();

/** Of each study, and of the topmost rung; none where there is no source. Sources never change, so they are fitted once. */
export function sourceFits(problem: Problem, means: Means): readonly SourceFit[] {
  const sources = placedSources(problem);
  if (sources.length === 0) return [];
  const ofProblem = known.get(problem) ?? new Map<string, readonly SourceFit[]>();
  known.set(problem, ofProblem);
  const fits = ofProblem.get(means.kernels.id) ?? fitSources(sources, means);
  ofProblem.set(means.kernels.id, fits);
  return fits;
}

function fitSources(sources: readonly PlacedSource[], means: Means): readonly SourceFit[] {
  const studies = sources.filter(({ rung }) => rung === undefined).flatMap((one) => fitSource(one, means, null) ?? []);
  const rungs = sources.flatMap((source) => (source.rung === undefined ? [] : [{ ...source, rung: source.rung }]));
  const chain = rungs
    .sort((one, other) => one.rung - other.rung)
    .reduce<SourceFit | null>((below, rung) => fitSource(rung, means, below) ?? below, null);
  return chain ? [...studies, chain] : studies;
}

function fitSource({ results, informs }: PlacedSource, means: Means, below: SourceFit | null): SourceFit | null {
  const all = toSamples(results);
  const samples = representativePoints(all.map(({ loss }) => loss)).map((index) => all[index]);
  if (samples.length < RESULTS_MIN) return null;
  const fit = fitHyperparameters({ ...means, samples, warp: "auto", prior: priorOfBelow(below, means) });
  if (!fit) return null;
  // Of a parameter that the other study did not have it knows nothing: its say is the same all along it.
  const weights = fit.hyperparameters.weights.map((weight, group) => (informs[group] ? weight : WEIGHT_MIN));
  return { samples, below, fit: { ...fit, hyperparameters: { ...fit.hyperparameters, weights } } };
}

/** Repeats merged, in the order of the results, which are sorted by loss. */
function toSamples(results: readonly PlacedResult[]): readonly Sample[] {
  const byPoint = new Map<string, PlacedResult[]>();
  for (const result of results) {
    const repeats = byPoint.get(result.fingerprint);
    if (repeats) repeats.push(result);
    else byPoint.set(result.fingerprint, [result]);
  }
  return [...byPoint.values()].map((repeats) => ({
    units: repeats[0].units,
    loss: repeats.reduce((mean, { losses }, index) => mean + (losses[0] / (index + 1) - mean / (index + 1)), 0),
    repeats: repeats.length,
    feasible: true,
  }));
}

/** Their posteriors, valid until the kernels are released; null when one cannot be computed. */
export function conditionSources(fits: readonly SourceFit[], means: Means): readonly GpPosterior[] | null {
  const posteriors = fits.map((fit) => posteriorOf(fit, means));
  // They were computed before, to be fitted.
  return posteriors.every((posterior) => posterior !== null) ? posteriors : null;
}

function posteriorOf({ samples, fit, below }: SourceFit, means: Means): GpPosterior | null {
  const prior = priorOfBelow(below, means);
  const surrogate = conditionSurrogate({ ...means, samples, draws: 1, rng: NO_RNG, prior }, fit);
  return surrogate?.members[0].posterior ?? null;
}

function priorOfBelow(below: SourceFit | null, means: Means): PriorFor | null {
  const posterior = below && posteriorOf(below, means);
  return posterior && priorFrom({ posteriors: [posterior], shares: [1], share: 1 });
}

/** One draw of the hyperparameters is the fit itself: nothing is drawn. */
const NO_RNG: Rng = {
  uint32: () => {
    throw new Error("Nothing is drawn here.");
  },
  uniform: () => {
    throw new Error("Nothing is drawn here.");
  },
};
