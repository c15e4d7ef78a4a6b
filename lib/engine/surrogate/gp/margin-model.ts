/**
 * The chance that a quantity modelled by a Gaussian process is at least zero, and its slope: Φ(m / √(s + v)) with the
 * posterior's mean m and variance v, and s for what the quantity itself scatters.
 */
import type { FeaturePoints, GpHyperparameters, GpPosterior, Kernels } from "../../linalg/kernels";
import { logNormalCdf, millsRatio, normalCdf, normalPdf } from "../../stats/normal";
import type { FeatureMap } from "./features";
import { fitGp } from "./fit";
import { representativePoints } from "./representative-points";

export interface Feasibility {
  /** ln of the probability of success at each point. */
  logProbability(points: FeaturePoints): Float64Array;
  /** And its gradient by numeric features, count × p. */
  withGradient(points: FeaturePoints): { readonly value: Float64Array; readonly gradient: Float64Array };
}

interface MarginParts {
  readonly posterior: GpPosterior;
  /** What the quantity is on average: the posterior is of the difference from it. */
  readonly center: number;
  readonly scatter: number;
}

class MarginModel implements Feasibility {
  constructor(private readonly parts: MarginParts) {}

  logProbability(points: FeaturePoints): Float64Array {
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

interface Means {
  readonly kernels: Kernels;
  readonly features: FeatureMap;
}

/** Null when the model cannot be computed. */
export function fitMargin(
  { kernels, features }: Means,
  { units, targets, noiseScale, keys }: MarginData,
): GpHyperparameters | null {
  const chosen = representativePoints(keys);
  const fit = fitGp(
    {
      kernels,
      points: features.toFeatures(chosen.map((index) => units[index])),
      targets: Float64Array.from(chosen, (index) => targets[index]),
      noiseScale: Float64Array.from(chosen, (index) => noiseScale[index]),
    },
    2,
  );
  return fit?.hyperparameters ?? null;
}

/** The model given all points, under hyperparameters that were fitted to these or to fewer; null as before. */
export function conditionMargin(
  { kernels, features }: Means,
  { units, targets, noiseScale, center, scatter }: MarginData,
  hyperparameters: GpHyperparameters,
): Feasibility | null {
  const posterior = kernels.condition({ points: features.toFeatures(units), targets, noiseScale, hyperparameters });
  return posterior && new MarginModel({ posterior, center, scatter: scatter + hyperparameters.noise });
}

/** Independent conditions at once: probabilities multiply. Null when there is none. */
export function allOf(conditions: readonly Feasibility[]): Feasibility | null {
  if (conditions.length < 2) return conditions[0] ?? null;
  return {
    logProbability: (points) => sumOf(conditions.map((condition) => condition.logProbability(points))),
    withGradient: (points) => {
      const parts = conditions.map((condition) => condition.withGradient(points));
      return { value: sumOf(parts.map(({ value }) => value)), gradient: sumOf(parts.map(({ gradient }) => gradient)) };
    },
  };
}

function sumOf([first, ...others]: readonly Float64Array[]): Float64Array {
  return first.map((value, index) => others.reduce((sum, other) => sum + other[index], value));
}
