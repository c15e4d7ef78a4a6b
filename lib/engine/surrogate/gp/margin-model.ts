/**
 * The chance that a quantity modelled by a Gaussian process is at least zero, and its slope: Φ(m / √(s + v)) with the
 * posterior's mean m and variance v, and s for what the quantity itself scatters.
 */
import type { FeaturePoints, GpHyperparameters, GpPosterior, Kernels } from "../../linalg/kernels";
import { logNormalCdf, millsRatio, normalCdf, normalPdf } from "../../stats/normal";
import type { FeatureMap } from "./features";
import { fitGp } from "./fit";
import type { LogFactor } from "./log-factor";
import { representativePoints } from "./representative-points";

interface MarginParts {
  readonly posterior: GpPosterior;
  /** What the quantity is on average: the posterior is of the difference from it. */
  readonly center: number;
  readonly scatter: number;
}

class MarginModel implements LogFactor {
  constructor(private readonly parts: MarginParts) {}

  value(points: FeaturePoints): Float64Array {
    const { mean, variance } = this.parts.posterior.predict(points);
    return mean.map((value, index) => logNormalCdf(this.#standardized(value, variance[index])));
  }

  withGradient(points: FeaturePoints): { readonly value: Float64Array; readonly gradient: Float64Array } {
    const { posterior, center, scatter } = this.parts;
    const { mean, variance, meanGradient, varianceGradient } = posterior.predictWithGradient(points);
    const width = points.layout.numeric;
    const gradient = new Float64Array(meanGradient.length);
    const value = mean.map((difference, index) => {
      const z = this.#standardized(difference, variance[index]);
      const hazard = z > -1 ? normalPdf(z) / normalCdf(z) : 1 / millsRatio(-z);
      const spread = Math.sqrt(scatter + variance[index]);
      const margin = center + difference;
      for (let d = index * width; d < (index + 1) * width; d += 1) {
        gradient[d] = hazard * (meanGradient[d] / spread - (0.5 * margin * varianceGradient[d]) / spread ** 3);
      }
      return logNormalCdf(z);
    });
    return { value, gradient };
  }

  #standardized(difference: number, variance: number): number {
    return (this.parts.center + difference) / Math.sqrt(this.parts.scatter + variance);
  }
}

/** What a margin is learnt from. */
export interface MarginData {
  /** Which margin it is: the same from one request to the next. */
  readonly id: string;
  readonly units: readonly Float64Array[];
  /** By point: of mean 0 and variance about 1, once `center` is added what has to be at least zero. */
  readonly targets: Float64Array;
  readonly noiseScale: Float64Array;
  readonly center: number;
  /** Scatter of the quantity besides the noise that is fitted. */
  readonly scatter: number;
  /** By point; the lowest matter most to the fit. */
  readonly keys: ArrayLike<number>;
}

export interface MarginMeans {
  readonly kernels: Kernels;
  readonly features: FeatureMap;
}

/** Null when the model cannot be computed. */
export function fitMargin(
  { kernels, features }: MarginMeans,
  { units, targets, noiseScale, keys }: Pick<MarginData, "units" | "targets" | "noiseScale" | "keys">,
): GpHyperparameters | null {
  const chosen = representativePoints(keys);
  const fit = fitGp(
    {
      kernels,
      points: features.toFeatures(chosen.map((index) => units[index])),
      targets: Float64Array.from(chosen, (index) => targets[index]),
      noiseScale: Float64Array.from(chosen, (index) => noiseScale[index]),
      distance: features.distance,
    },
    2,
  );
  return fit?.hyperparameters ?? null;
}

/** The model given all points, under hyperparameters that were fitted to these or to fewer; null as before. */
export function conditionMargin(
  means: MarginMeans,
  { center, scatter, ...data }: MarginData,
  hyperparameters: GpHyperparameters,
): LogFactor | null {
  const posterior = toPosterior(means, data, hyperparameters);
  return posterior && new MarginModel({ posterior, center, scatter: scatter + hyperparameters.noise });
}

export function toPosterior(
  { kernels, features }: MarginMeans,
  { units, targets, noiseScale }: Pick<MarginData, "units" | "targets" | "noiseScale">,
  hyperparameters: GpHyperparameters,
): GpPosterior | null {
  return kernels.condition({ points: features.toFeatures(units), targets, noiseScale, hyperparameters });
}
