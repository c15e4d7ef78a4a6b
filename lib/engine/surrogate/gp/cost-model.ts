/**
 * What an evaluation costs, as a factor of the acquisition: the expected gain per expected cost, or between that and the
 * gain alone. Snoek, Larochelle & Adams 2012 (arXiv:1206.2944), section 3.2: a Gaussian process of ln cost beside that of
 * the loss, independent of it. Lee, Perrone, Archambeau & Seeger 2020 (arXiv:2003.10870): EI / c^α, α falling.
 *
 *   ln c = m + d g(x)      m, d  mean and deviation of the costs told      g  the process, of mean μ and variance v
 *   ln E[c]^-α = -α (m + d μ + d² v / 2)      the mean of a log-normal; m is the same everywhere and left out
 *
 * Deviation: the gain over the expected cost, not the gain times the expected inverse of it. The first is what repeating
 * such trials earns in the long run, and it shuns points whose cost is unknown where the second seeks them. In units of d
 * and without m, nothing depends on the unit of the costs.
 */
import type { FeaturePoints, GpHyperparameters } from "../../linalg/kernels";
import type { LogFactor } from "./log-factor";
import { type MarginData, type MarginMeans, toPosterior } from "./margin-model";

interface Priced {
  readonly units: Float64Array;
  readonly loss: number;
  /** Mean of ln cost over the repeats that told one; null of none. */
  readonly logCost: number | null;
  /** How many told one. */
  readonly costs: number;
}

/** What the model of costs is learnt from. */
export interface CostData extends Pick<MarginData, "id" | "units" | "targets" | "noiseScale" | "keys"> {
  /** Deviation of ln cost. */
  readonly deviation: number;
}

/** Of fewer than two different costs nothing can be learnt: null. */
export function costData(observed: readonly Priced[]): CostData | null {
  const priced = observed.flatMap(({ logCost, ...one }) => (logCost === null ? [] : [{ ...one, logCost }]));
  const mean = priced.reduce((sum, { logCost }) => sum + logCost / priced.length, 0);
  const deviation = Math.sqrt(priced.reduce((sum, { logCost }) => sum + (logCost - mean) ** 2 / priced.length, 0));
  if (!(deviation > 0)) return null;
  return {
    id: "cost",
    units: priced.map(({ units }) => units),
    targets: Float64Array.from(priced, ({ logCost }) => (logCost - mean) / deviation),
    noiseScale: Float64Array.from(priced, ({ costs }) => 1 / costs),
    keys: priced.map(({ loss }) => loss), // a wrong price matters most where gains are to be expected
    deviation,
  };
}

interface Price {
  readonly hyperparameters: GpHyperparameters;
  /** α above. */
  readonly power: number;
}

/** The price of points relative to the geometric mean of the costs told; null when it cannot be computed. */
export function conditionCost(means: MarginMeans, data: CostData, { hyperparameters, power }: Price): LogFactor | null {
  const posterior = toPosterior(means, data, hyperparameters);
  if (!posterior) return null;
  const byMean = -power * data.deviation;
  const byVariance = (-power * data.deviation ** 2) / 2;
  const weighed = (mean: Float64Array, variance: Float64Array): Float64Array =>
    mean.map((center, index) => byMean * center + byVariance * variance[index]);
  return {
    value(points: FeaturePoints) {
      const { mean, variance } = posterior.predict(points);
      return weighed(mean, variance);
    },
    withGradient(points: FeaturePoints) {
      const { mean, variance, meanGradient, varianceGradient } = posterior.predictWithGradient(points);
      return { value: weighed(mean, variance), gradient: weighed(meanGradient, varianceGradient) };
    },
  };
}
