/** A Gaussian process for each other study. */
import type { GpPosterior, Kernels } from "../../linalg/kernels";
import type { Problem } from "../../problem";
import type { Rng } from "../../rng/rng";
import { type PlacedResult, type PlacedSource, placedSources } from "../../transfer/source-results";
import type { FeatureMap } from "./features";
import { WEIGHT_MIN } from "./fit";
import { representativePoints } from "./representative-points";
import { conditionSurrogate, fitHyperparameters, type Sample, type SurrogateFit } from "./surrogate";

export interface Means {
  readonly kernels: Kernels;
  readonly features: FeatureMap;
}

export interface SourceFit {
  readonly samples: readonly Sample[];
  readonly fit: SurrogateFit;
}

/** Of fewer results no shape can be learnt. */
const RESULTS_MIN = 3;

const known = new WeakMap<Problem, Map<string, readonly SourceFit[]>>();

/** None where there is no source. Sources never change, so they are fitted once. */
export function sourceFits(problem: Problem, means: Means): readonly SourceFit[] {
  const sources = placedSources(problem);
  if (sources.length === 0) return [];
  const ofProblem = known.get(problem) ?? new Map<string, readonly SourceFit[]>();
  known.set(problem, ofProblem);
  const key = `${means.kernels.id} ${means.features.distance}`;
  const fits = ofProblem.get(key) ?? sources.flatMap((source) => fitSource(source, means) ?? []);
  ofProblem.set(key, fits);
  return fits;
}

function fitSource({ results, informs }: PlacedSource, means: Means): SourceFit | null {
  const all = toSamples(results);
  const samples = representativePoints(all.map(({ loss }) => loss)).map((index) => all[index]);
  if (samples.length < RESULTS_MIN) return null;
  const fit = fitHyperparameters({ ...means, samples, warp: "auto" });
  if (!fit) return null;
  // Of a parameter that the other study did not have it knows nothing, nor of rungs: its say is the same all along them.
  const weights = fit.hyperparameters.weights.map((weight, group) => (informs[group] ? weight : WEIGHT_MIN));
  return { samples, fit: { ...fit, hyperparameters: { ...fit.hyperparameters, weights } } };
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

function posteriorOf({ samples, fit }: SourceFit, means: Means): GpPosterior | null {
  return conditionSurrogate({ ...means, samples, draws: 1, rng: NO_RNG }, fit)?.members[0].posterior ?? null;
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
