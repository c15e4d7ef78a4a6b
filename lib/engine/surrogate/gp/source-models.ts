/**
 * What other studies say of this one's objective: a Gaussian process for each, weighed by how well it ranks this study's
 * results (`ranking-weights.ts`), together a prior mean for this study's own process.
 *
 *   μ_i(x)  mean of source i, of its own warped losses       w_i  its weight; w_t the target's own, Σ w_i + w_t = 1
 *   m(x) = Σ w_i μ_i(x) / Σ w_i                              t_j  the target's warped losses
 *   prior mean = (1 - w_t) b (m(x) - m̄)                      b = Σ (t_j - t̄)(m(x_j) - m̄) / Σ (m(x_j) - m̄)², at least 0
 *
 * The weights are those of Feurer, Letham & Bakshy 2018, arXiv:1802.02219, section 4. There the posterior is the mixture
 * Σ w_i μ_i, Σ w_i² σ_i²; here the target's process is fitted to what is left of its results (residuals, as Golovin et al.
 * 2017, Google Vizier, section 3.3, stack them). So the model goes through this study's results however wrong the sources
 * are, variances stay those of a process given its own data, and pending trials change the variance alone. b puts the
 * sources on this study's scale, which few results near a good point would give wrong; it is never negative: a source
 * that is right the other way round is no source.
 */
import type { FeaturePoints, GpPosterior, Kernels } from "../../linalg/kernels";
import type { Problem } from "../../problem";
import { standardNormal } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { leaveOneOutRankingLoss, rankingLoss, rankingWeights, type Weights } from "../../transfer/ranking-weights";
import { type PlacedResult, type PlacedSource, placedSources } from "../../transfer/source-results";
import { factorOfCovariance, jointDraw } from "./covariance-factor";
import type { FeatureMap } from "./features";
import { WEIGHT_MIN } from "./fit";
import type { PriorMean } from "./prior-mean";
import { representativePoints } from "./representative-points";
import { conditionSurrogate, fitHyperparameters, type Sample, type SurrogateFit } from "./surrogate";

interface Means {
  readonly kernels: Kernels;
  readonly features: FeatureMap;
}

interface SourceFit {
  readonly samples: readonly Sample[];
  readonly fit: SurrogateFit;
}

/** Of fewer results no shape can be learnt. */
const RESULTS_MIN = 3;
/** Of fewer results of this study's own no ranking can be judged. */
const OWN_RESULTS_MIN = 3;
const DRAWS = 256;
/** Relative to the sources' own spread: of less than this between the results no scale can be learnt. */
const SPREAD_MIN = 1e-3;

const known = new WeakMap<Problem, Map<string, readonly SourceFit[]>>();

/** Hyperparameters of every source; none where there is no source. Sources never change, so they are fitted once. */
export function sourceFits(problem: Problem, means: Means): readonly SourceFit[] {
  const sources = placedSources(problem);
  if (sources.length === 0) return [];
  const ofProblem = known.get(problem) ?? new Map<string, readonly SourceFit[]>();
  known.set(problem, ofProblem);
  const fits = ofProblem.get(means.kernels.id) ?? sources.flatMap((source) => fitSource(source, means) ?? []);
  ofProblem.set(means.kernels.id, fits);
  return fits;
}

function fitSource({ results, informs }: PlacedSource, means: Means): SourceFit | null {
  const all = toSamples(results);
  const samples = representativePoints(all.map(({ loss }) => loss)).map((index) => all[index]);
  if (samples.length < RESULTS_MIN) return null;
  const fit = fitHyperparameters({ ...means, samples, warp: "auto" });
  if (!fit) return null;
  // Of a parameter that the other study did not have it knows nothing: its say is the same all along it.
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

interface Conditioned {
  readonly posteriors: readonly GpPosterior[];
}

/** Valid until the kernels are released. */
function conditionSources(fits: readonly SourceFit[], means: Means): Conditioned | null {
  const posteriors = fits.map(({ samples, fit }) => {
    const surrogate = conditionSurrogate({ ...means, samples, draws: 1, rng: NO_RNG }, fit);
    return surrogate?.members[0].posterior ?? null;
  });
  // They were computed before, to be fitted.
  return posteriors.every((posterior) => posterior !== null) ? { posteriors } : null;
}

interface Own extends Means {
  readonly samples: readonly Sample[];
  /** Of this study's process without sources. */
  readonly fit: SurrogateFit;
  readonly rng: Rng;
}

/** The weights of the sources, given this study's results; null where there is nothing to weigh. */
export function weighSources(fits: readonly SourceFit[], own: Own): Weights | null {
  if (fits.length === 0) return null;
  if (own.samples.length < OWN_RESULTS_MIN) return { sources: fits.map(() => 1 / fits.length), target: 0 };
  const sources = conditionSources(fits, own);
  const target = conditionSurrogate({ ...own, draws: 1, rng: own.rng }, own.fit);
  if (!sources || !target) return null;
  const chosen = representativePoints(own.samples.map(({ loss }) => loss));
  const points = own.features.toFeatures(chosen.map((index) => own.samples[index].units));
  const results = chosen.map((index) => own.samples[index].loss);
  // The same normal numbers for every source: which comes first does not matter, and equal ones are equally good.
  const normals = Array.from({ length: DRAWS }, () => Float64Array.from(results, () => standardNormal(own.rng)));
  const losses = sources.posteriors.map((posterior) => {
    const factor = factorOfCovariance(posterior.covariance(points), points.count);
    const { mean } = posterior.predict(points);
    return Float64Array.from(normals, (draw) => rankingLoss(factor ? jointDraw(mean, factor, draw) : mean, results));
  });
  const heldOut = target.members[0].posterior.leaveOneOut();
  const { noise } = own.fit.hyperparameters;
  const ownLosses = Float64Array.from({ length: DRAWS }, () => {
    const drawn = chosen.map((index) => {
      const latent = Math.max(0, heldOut.variance[index] - noise / own.samples[index].repeats);
      return heldOut.mean[index] + Math.sqrt(latent) * standardNormal(own.rng);
    });
    return leaveOneOutRankingLoss(
      drawn,
      chosen.map((index) => target.warp.targets[index]),
    );
  });
  return rankingWeights({ sources: losses, target: ownLosses });
}

/** The prior mean that the weighed sources give, on the scale of these targets; null where they say nothing of use. */
export function priorOfSources(
  fits: readonly SourceFit[],
  weights: Weights | null,
  means: Means,
): ((points: FeaturePoints, targets: Float64Array) => PriorMean | null) | null {
  const total = weights?.sources.reduce((sum, weight) => sum + weight, 0) ?? 0;
  if (!weights || total === 0) return null;
  const counted = fits.flatMap((fit, index) => (weights.sources[index] > 0 ? [{ fit, index }] : []));
  const conditioned = conditionSources(
    counted.map(({ fit }) => fit),
    means,
  );
  if (!conditioned) return null;
  const shares = counted.map(({ index }) => weights.sources[index] / total);
  const mixture = new Mixture(conditioned.posteriors, shares);
  return (points, targets) => {
    const { center, slope } = regression(mixture.at(points), targets);
    const scale = (1 - weights.target) * slope;
    return scale > 0 ? new Rescaled(mixture, scale, center) : null;
  };
}

/** Least squares, shrunk where the sources hardly vary between the points. */
function regression(said: Float64Array, targets: Float64Array): { readonly center: number; readonly slope: number } {
  const n = targets.length;
  const center = said.reduce((sum, value) => sum + value, 0) / n;
  const middle = targets.reduce((sum, value) => sum + value, 0) / n;
  let [product, square] = [0, n * SPREAD_MIN];
  for (const [index, value] of said.entries()) {
    product += (value - center) * (targets[index] - middle);
    square += (value - center) ** 2;
  }
  return { center, slope: product / square };
}

/** Remembers what it said of the last points: every draw of the target's hyperparameters asks the same. */
class Mixture implements PriorMean {
  readonly #known = new WeakMap<FeaturePoints, Float64Array>();
  readonly #knownGradients = new WeakMap<FeaturePoints, ReturnType<PriorMean["withGradient"]>>();

  constructor(
    private readonly posteriors: readonly GpPosterior[],
    private readonly shares: readonly number[],
  ) {}

  at(points: FeaturePoints): Float64Array {
    const found = this.#known.get(points) ?? this.#sum(this.posteriors.map((one) => one.predict(points).mean));
    this.#known.set(points, found);
    return found;
  }

  withGradient(points: FeaturePoints): ReturnType<PriorMean["withGradient"]> {
    const found = this.#knownGradients.get(points) ?? this.#gradient(points);
    this.#knownGradients.set(points, found);
    return found;
  }

  #gradient(points: FeaturePoints): ReturnType<PriorMean["withGradient"]> {
    const said = this.posteriors.map((one) => one.predictWithGradient(points));
    return {
      mean: this.#sum(said.map(({ mean }) => mean)),
      gradient: this.#sum(said.map(({ meanGradient }) => meanGradient)),
    };
  }

  #sum(parts: readonly Float64Array[]): Float64Array {
    return parts[0].map((_, at) => parts.reduce((sum, part, index) => sum + this.shares[index] * part[at], 0));
  }
}

class Rescaled implements PriorMean {
  constructor(
    private readonly mixture: Mixture,
    private readonly scale: number,
    private readonly center: number,
  ) {}

  at(points: FeaturePoints): Float64Array {
    return this.mixture.at(points).map((value) => this.scale * (value - this.center));
  }

  withGradient(points: FeaturePoints): ReturnType<PriorMean["withGradient"]> {
    const { mean, gradient } = this.mixture.withGradient(points);
    return {
      mean: mean.map((value) => this.scale * (value - this.center)),
      gradient: gradient.map((slope) => this.scale * slope),
    };
  }
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
