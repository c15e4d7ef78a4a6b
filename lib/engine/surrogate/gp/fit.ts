/**
 * Hyperparameters of a Gaussian process: the maximum a posteriori (Rasmussen & Williams 2006, section 5.4.1), searched
 * from several starts on the logarithms, and draws from the posterior around it for when observations are few.
 *
 *   w_j  inverse squared length scale of parameter j     s  signal variance     n  noise variance
 *
 * Priors on targets of mean 0 and variance 1, as in Optuna's GP sampler, whose default fit no variant beat on average in
 * the ablation that this engine starts from: ln p(w) = -(0.1 / ŵ + ŵ), s ~ Gamma(2, 1), n ~ Gamma(1.1, 30). In more than
 * eight dimensions ŵ = w d / 8: points are farther apart there, and lengths must grow with √d
 * (Hvarfner, Hellsten & Nardi 2024, arXiv:2402.02229; Xu et al. 2024, arXiv:2402.02746). Of the distance between rungs
 * ŵ = w / 10: that rungs have little to do with each other is not rare, and few results at the upper ones must show it.
 */
import type { FeaturePoints, GpHyperparameters, Kernels } from "../../linalg/kernels";
import { type Box, type Evaluation, projectedLbfgs } from "../../optimize/projected-lbfgs";
import { runSearches } from "../../optimize/run-searches";
import type { Rng } from "../../rng/rng";

export interface FitProblem {
  readonly kernels: Kernels;
  readonly points: FeaturePoints;
  /** Mean 0, variance about 1. */
  readonly targets: Float64Array;
  readonly noiseScale: Float64Array;
  /** Group of the distance between rungs; null where there is none. */
  readonly distance: number | null;
}

export interface Fit {
  readonly hyperparameters: GpHyperparameters;
  /** ln posterior density up to a constant. */
  readonly value: number;
}

const DIMENSIONS_PLAIN = 8;
const ITERATIONS_MAX = 50;
/** Relative to what a gradient of a sum over observations is: finer changes no suggestion. */
const TOLERANCE = 1e-3;

export const NOISE_MIN = 1e-6;
/** So small that the parameter makes no difference. */
export const WEIGHT_MIN = 1e-4;
const BOUNDS = { weight: [WEIGHT_MIN, 1e4], signal: [1e-2, 1e2], noise: [NOISE_MIN, 1] } as const;

/** Where searches start: ŵ and n. The first is a smooth function with little noise. */
const STARTS: readonly { readonly weight: number; readonly noise: number }[] = [
  { weight: 1, noise: 1e-3 },
  { weight: 20, noise: 1e-2 },
  { weight: 0.1, noise: 1e-1 },
];

/** The best of `starts` searches (at most three); null when the model cannot be computed anywhere. */
export function fitGp(problem: FitProblem, starts: number = STARTS.length): Fit | null {
  const { groups } = problem.points.layout;
  const scale = scaleOf(problem);
  const searches = STARTS.slice(0, starts).map(({ weight, noise }) =>
    projectedLbfgs(startAt(scale, weight, noise), boxOf(groups), {
      iterationsMax: ITERATIONS_MAX,
      tolerance: TOLERANCE,
    }),
  );
  const minima = runSearches(searches, (points) => points.map((point) => loss(problem, point)));
  const finite = minima.filter(({ value }) => Number.isFinite(value));
  if (finite.length === 0) return null;
  const best = finite.reduce((one, other) => (other.value < one.value ? other : one));
  return { hyperparameters: toHyperparameters(best.x), value: -best.value };
}

/**
 * Draws from the posterior by univariate slice sampling (Neal 2003, section 4: stepping out, shrinkage), one sweep over
 * all coordinates for each. It starts at the maximum, so that nothing has to be burnt in.
 *
 * @param from the maximum for these observations or for most of them
 */
export function drawFits(
  problem: FitProblem,
  from: GpHyperparameters,
  request: { readonly count: number; readonly rng: Rng },
): readonly Fit[] {
  const { count, rng } = request;
  const box = boxOf(problem.points.layout.groups);
  const densityAt = (x: Float64Array): number => density(problem, x);
  let x = toVector(from);
  let value = densityAt(x);
  return Array.from({ length: count }, () => {
    for (let coordinate = 0; coordinate < x.length; coordinate += 1) {
      ({ x, value } = sliceStep({ density: densityAt, x, value, coordinate, box, rng }));
    }
    return { hyperparameters: toHyperparameters(x), value };
  });
}

interface SliceState {
  readonly density: (x: Float64Array) => number;
  readonly x: Float64Array;
  readonly value: number;
  readonly coordinate: number;
  readonly box: Box;
  readonly rng: Rng;
}

const SLICE_WIDTH = 1.5;
const SLICE_STEPS_MAX = 8;

function sliceStep({ density, x, value, coordinate, box, rng }: SliceState): { x: Float64Array; value: number } {
  const level = value + Math.log(1 - rng.uniform());
  const at = (place: number): Float64Array => {
    const moved = x.slice();
    moved[coordinate] = place;
    return moved;
  };
  let low = x[coordinate] - SLICE_WIDTH * rng.uniform();
  let high = low + SLICE_WIDTH;
  for (let step = 0; step < SLICE_STEPS_MAX && low > box.low[coordinate] && density(at(low)) > level; step += 1)
    low -= SLICE_WIDTH;
  for (let step = 0; step < SLICE_STEPS_MAX && high < box.high[coordinate] && density(at(high)) > level; step += 1)
    high += SLICE_WIDTH;
  low = Math.max(low, box.low[coordinate]);
  high = Math.min(high, box.high[coordinate]);
  for (let step = 0; step < 4 * SLICE_STEPS_MAX; step += 1) {
    const place = low + (high - low) * rng.uniform();
    const moved = at(place);
    const found = density(moved);
    if (found > level) return { x: moved, value: found };
    if (place < x[coordinate]) low = place;
    else high = place;
  }
  return { x, value }; // rounding closed the interval on where we are
}

function startAt(scale: Float64Array, weight: number, noise: number): Float64Array {
  return Float64Array.from([...scale.map((each) => Math.log(weight / each)), 0, Math.log(noise)]);
}

function boxOf(groups: number): Box {
  const side = (end: 0 | 1): Float64Array => {
    const bounds = new Float64Array(groups + 2).fill(Math.log(BOUNDS.weight[end]));
    bounds[groups] = Math.log(BOUNDS.signal[end]);
    bounds[groups + 1] = Math.log(BOUNDS.noise[end]);
    return bounds;
  };
  return { low: side(0), high: side(1) };
}

const DISTANCE_SCALE = 0.1;

/** ŵ / w by group: how much farther apart points are than in eight dimensions, and how much farther rungs may be. */
function scaleOf({ points, distance }: Pick<FitProblem, "points" | "distance">): Float64Array {
  const { groups } = points.layout;
  const scale = new Float64Array(groups).fill(Math.max(1, (groups - (distance === null ? 0 : 1)) / DIMENSIONS_PLAIN));
  if (distance !== null) scale[distance] = DISTANCE_SCALE;
  return scale;
}

function toHyperparameters(x: Float64Array): GpHyperparameters {
  const groups = x.length - 2;
  return { weights: x.slice(0, groups).map(Math.exp), signal: Math.exp(x[groups]), noise: Math.exp(x[groups + 1]) };
}

function toVector({ weights, signal, noise }: GpHyperparameters): Float64Array {
  return Float64Array.from([...weights, signal, noise], Math.log);
}

/** Minus the ln posterior, and its gradient by the logarithms. */
function loss({ kernels, distance, ...data }: FitProblem, x: Float64Array): Evaluation {
  const hyperparameters = toHyperparameters(x);
  const likelihood = kernels.likelihood({ ...data, hyperparameters });
  if (!likelihood) return { value: Number.POSITIVE_INFINITY, gradient: new Float64Array(x.length) };
  const prior = logPrior(hyperparameters, scaleOf({ ...data, distance }));
  const gradient = likelihood.gradient.map((slope, index) => -slope - prior.gradient[index]);
  return { value: -likelihood.value - prior.value, gradient };
}

/** ln of the posterior, without its gradient. */
function density({ kernels, distance, ...data }: FitProblem, x: Float64Array): number {
  const hyperparameters = toHyperparameters(x);
  const value = kernels.logDensity({ ...data, hyperparameters });
  return value === null
    ? Number.NEGATIVE_INFINITY
    : value + logPrior(hyperparameters, scaleOf({ ...data, distance })).value;
}

function logPrior({ weights, signal, noise }: GpHyperparameters, scale: Float64Array): Evaluation {
  const gradient = new Float64Array(weights.length + 2);
  let value = Math.log(signal) - signal + 0.1 * Math.log(noise) - 30 * noise;
  for (const [index, weight] of weights.entries()) {
    const scaled = weight * scale[index];
    value -= 0.1 / scaled + scaled;
    gradient[index] = 0.1 / scaled - scaled;
  }
  gradient[weights.length] = 1 - signal;
  gradient[weights.length + 1] = 0.1 - 30 * noise;
  return { value, gradient };
}
