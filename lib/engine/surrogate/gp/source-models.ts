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
import { standardNormal } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { leaveOneOutRankingLoss, rankingLoss, rankingWeights, type Weights } from "../../transfer/ranking-weights";
import { factorOfCovariance, jointDraw } from "./covariance-factor";
import { representativePoints } from "./representative-points";
import { conditionSources, type Means, type SourceFit } from "./source-fits";
import { type PriorFor, priorFrom } from "./source-prior";
import { conditionSurrogate, type Sample, type SurrogateFit } from "./surrogate";

/** Of fewer results of this study's own no ranking can be judged. */
const OWN_RESULTS_MIN = 3;
const DRAWS = 256;

interface Own extends Means {
  readonly samples: readonly Sample[];
  /** Of this study's process without sources. */
  readonly fit: SurrogateFit;
  readonly rng: Rng;
}

/** The weights of the sources, given this study's results; null where there is nothing to weigh. */
export function weighSources(fits: readonly SourceFit[], own: Own): Weights | null {
  if (fits.length === 0) return null;
  // To rank what is below is not what is asked; and left out, a result that is known below would all but be told.
  const ranked = own.samples.filter(({ distance }) => distance === undefined);
  if (ranked.length < OWN_RESULTS_MIN) return { sources: fits.map(() => 1 / fits.length), target: 0 };
  const sources = conditionSources(fits, own);
  const target = conditionSurrogate({ ...own, samples: ranked, draws: 1, rng: own.rng }, own.fit);
  if (!sources || !target) return null;
  const chosen = representativePoints(ranked.map(({ loss }) => loss));
  const points = own.features.toFeatures(chosen.map((index) => ranked[index].units));
  const results = chosen.map((index) => ranked[index].loss);
  // The same normal numbers for every source: which comes first does not matter, and equal ones are equally good.
  const normals = Array.from({ length: DRAWS }, () => Float64Array.from(results, () => standardNormal(own.rng)));
  const losses = sources.map((posterior) => {
    const factor = factorOfCovariance(posterior.covariance(points), points.count);
    const { mean } = posterior.predict(points);
    return Float64Array.from(normals, (draw) => rankingLoss(factor ? jointDraw(mean, factor, draw) : mean, results));
  });
  const heldOut = target.members[0].posterior.leaveOneOut();
  const { noise } = own.fit.hyperparameters;
  const ownLosses = Float64Array.from({ length: DRAWS }, () => {
    const drawn = chosen.map((index) => {
      const latent = Math.max(0, heldOut.variance[index] - noise / ranked[index].repeats);
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
export function priorOfSources(fits: readonly SourceFit[], weights: Weights | null, means: Means): PriorFor | null {
  const total = weights?.sources.reduce((sum, weight) => sum + weight, 0) ?? 0;
  if (!weights || total === 0) return null;
  const counted = fits.flatMap((fit, index) => (weights.sources[index] > 0 ? [{ fit, index }] : []));
  const posteriors = conditionSources(
    counted.map(({ fit }) => fit),
    means,
  );
  if (!posteriors) return null;
  const shares = counted.map(({ index }) => weights.sources[index] / total);
  return priorFrom({ posteriors, shares, share: 1 - weights.target });
}
