/**
 * A prior mean from what other models say, on the scale of these targets.
 *
 *   m(x) = Σ s_i μ_i(x)      prior mean = share · b (m(x) - m̄)      b = Σ (t_j - t̄)(m(x_j) - m̄) / Σ (m(x_j) - m̄)², at least 0
 */
import type { FeaturePoints, GpPosterior } from "../../linalg/kernels";
import type { PriorMean } from "./prior-mean";

/** For these targets at these points; null where the models say nothing of use. */
export type PriorFor = (points: FeaturePoints, targets: Float64Array) => PriorMean | null;

/** Relative to the models' own spread: of less than this between the results no scale can be learnt. */
const SPREAD_MIN = 1e-3;

interface Said {
  readonly posteriors: readonly GpPosterior[];
  /** By posterior; they sum to 1. */
  readonly shares: readonly number[];
  /** How much of what they say is believed. */
  readonly share: number;
}

/** Valid until the kernels are released. */
export function priorFrom({ posteriors, shares, share }: Said): PriorFor {
  const mixture = new Mixture(posteriors, shares);
  return (points, targets) => {
    const { center, slope } = regression(mixture.at(points), targets);
    const scale = share * slope;
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
