/**
 * A Gaussian process fitted to losses: warp, hyperparameters, posterior. While observations are few it is several
 * posteriors, one for each draw of the hyperparameters, because a single fit is overconfident then (Snoek, Larochelle &
 * Adams 2012, section 3.1).
 */
import type { FeaturePoints, GpHyperparameters, GpPosterior, Kernels } from "../../linalg/kernels";
import type { Rng } from "../../rng/rng";
import { fitTargetWarp, type TargetWarp, type TargetWarpId, targetWarps } from "../../stats/target-warps";
import type { FeatureMap } from "./features";
import { drawFits, type Fit, fitGp } from "./fit";
import { AroundPriorMean, type PriorMean } from "./prior-mean";
import { POINTS_MAX, representativePoints } from "./representative-points";

export interface Sample {
  readonly units: Float64Array;
  readonly loss: number;
  readonly repeats: number;
  /** Whether it kept the outcome constraints: only then can it be the incumbent. */
  readonly feasible: boolean;
  /** Of its rung from the one that is asked about (`LossesBelow`); left out of results at that rung. */
  readonly distance?: number;
}

interface SurrogateData {
  readonly kernels: Kernels;
  readonly features: FeatureMap;
  readonly samples: readonly Sample[];
  /** How many times as noisy results at a distance of 1 are as those at the rung that is asked about; 1 when left out. */
  readonly noiseRatio?: number;
  /** What is expected before any sample, in the unit of these targets at these points; null for nothing. */
  readonly prior?: ((points: FeaturePoints, targets: Float64Array) => PriorMean | null) | null;
}

interface FitRequest extends SurrogateData {
  /** A warp, or the one that the data prefer. */
  readonly warp: TargetWarpId | "auto";
}

interface ConditionRequest extends SurrogateData {
  /** How many draws of the hyperparameters at most; 1 for the single best. */
  readonly draws: number;
  readonly rng: Rng;
}

/**
 * One posterior and the lowest mean it gives at an observed, feasible point of the rung that is asked about. While no such
 * point is feasible it is the highest of all: whatever is feasible is then an improvement, and the model of feasibility
 * decides.
 */
export interface Member {
  readonly posterior: GpPosterior;
  readonly incumbentLoss: number;
}

export interface Surrogate {
  readonly members: readonly Member[];
  readonly warp: TargetWarp;
}

/** From here on one fit is as good as its draws, and dearer draws are not worth it. */
const DRAWS_BELOW = 40;
/** Below this a choice between warps would be a choice between noises. */
const CHOICE_FROM = 8;

/** Which warp and which hyperparameters: the dear part, which need not follow every result. */
export interface SurrogateFit {
  readonly warp: TargetWarpId;
  readonly hyperparameters: GpHyperparameters;
  /** As of `SurrogateData`. */
  readonly noiseRatio?: number;
}

/** Null when the model cannot be computed: the caller then does without it. */
export function fitSurrogate(request: FitRequest & ConditionRequest): Surrogate | null {
  const fitted = fitHyperparameters(request);
  return fitted && conditionSurrogate(request, fitted);
}

export function fitHyperparameters(request: FitRequest): SurrogateFit | null {
  const data = { ...request, samples: representativesOf(request.samples) };
  const even = fitWarped(data);
  if (!even) return null;
  const isBelow = data.samples.some(({ distance }) => distance !== undefined);
  const { warp, fit, noiseRatio } = isBelow ? noisierBelow(data, even) : even;
  return { warp: warp.id, hyperparameters: fit.hyperparameters, ...(noiseRatio && { noiseRatio }) };
}

/** How well a fit predicts what it was fitted to when each is left out; null of so few that it says nothing. */
export function heldOutLogDensity(data: SurrogateData, fit: SurrogateFit): number | null {
  if (data.samples.length < CHOICE_FROM) return null;
  const { hyperparameters, ...how } = fit;
  const samples = representativesOf(data.samples);
  const warp = fitTargetWarp(
    how.warp,
    samples.map(({ loss }) => loss),
  );
  return heldOutDensity({ ...data, ...how, samples, warp, hyperparameters });
}

/** With several rungs fits are renewed whenever a trial comes to one, so they are of fewer points. */
const RUNGS_POINTS_MAX = 100;

/** The best at the rung that is asked about first: only of those the model has to be right. */
function representativesOf(samples: readonly Sample[]): readonly Sample[] {
  const isBelow = ({ distance }: Sample): number => (distance === undefined ? 0 : 1);
  const order = [...samples.keys()].sort((one, other) => {
    const [first, second] = [samples[one], samples[other]];
    return isBelow(first) - isBelow(second) || compareLosses(first, second) || one - other;
  });
  const places = new Float64Array(samples.length);
  for (const [place, index] of order.entries()) places[index] = place;
  const indices = representativePoints(places, samples.some(isBelow) ? RUNGS_POINTS_MAX : POINTS_MAX);
  return indices.length === samples.length ? samples : indices.map((index) => samples[index]);
}

/** Compared, not subtracted: the difference of two numbers near 1e308 is infinite. */
const compareLosses = ({ loss: one }: Sample, { loss: other }: Sample): number =>
  one === other ? 0 : one < other ? -1 : 1;

/** The posterior given all samples, under hyperparameters that were fitted to these or to fewer of them. */
export function conditionSurrogate(request: ConditionRequest, fitted: SurrogateFit): Surrogate | null {
  const { kernels, samples } = request;
  const warp = fitTargetWarp(
    fitted.warp,
    samples.map(({ loss }) => loss),
  );
  const { around, ...data } = dataOf({ ...request, ...fitted }, warp);
  const { distance } = request.features;
  const count = samples.length < DRAWS_BELOW ? request.draws : 1;
  const fits =
    count > 1
      ? drawFits({ kernels, distance, ...data }, fitted.hyperparameters, { count, rng: request.rng })
      : [fitted];
  const members = fits.flatMap(({ hyperparameters }): Member[] => {
    const difference = kernels.condition({ ...data, hyperparameters });
    if (!difference) return [];
    const posterior = around ? new AroundPriorMean(difference, around.prior, around.atObserved) : difference;
    return [{ posterior, incumbentLoss: incumbentOf(posterior.fittedMean(), samples) }];
  });
  return members.length === 0 ? null : { members, warp };
}

function incumbentOf(mean: Float64Array, samples: readonly Sample[]): number {
  const feasible = mean.filter((_, index) => samples[index].feasible && samples[index].distance === undefined);
  return feasible.length > 0 ? Math.min(...feasible) : Math.max(...mean);
}

interface Data {
  readonly points: FeaturePoints;
  /** Without the prior mean. */
  readonly targets: Float64Array;
  readonly noiseScale: Float64Array;
  readonly around: { readonly prior: PriorMean; readonly atObserved: Float64Array } | null;
}

function dataOf({ features, samples, noiseRatio = 1, prior: priorFor }: SurrogateData, warp: TargetWarp): Data {
  const points = features.toFeatures(
    samples.map(({ units }) => units),
    Float64Array.from(samples, ({ distance = 0 }) => distance),
  );
  const noiseScale = Float64Array.from(samples, ({ repeats, distance = 0 }) => noiseRatio ** distance / repeats);
  const prior = priorFor?.(points, warp.targets) ?? null;
  if (!prior) return { points, targets: warp.targets, noiseScale, around: null };
  const atObserved = prior.at(points);
  const targets = warp.targets.map((target, index) => target - atObserved[index]);
  return { points, targets, noiseScale, around: { prior, atObserved } };
}

interface Fitted {
  readonly warp: TargetWarp;
  readonly fit: Fit;
  readonly noiseRatio?: number;
}

/** The warp under which the model predicts held-out losses best, and the fit under it. */
function fitWarped(request: FitRequest): Fitted | null {
  const { kernels, samples, warp: wanted } = request;
  const losses = samples.map(({ loss }) => loss);
  const fitUnder = (id: TargetWarpId, starts: number): Fitted | null => {
    const warp = fitTargetWarp(id, losses);
    const fit = fitGp({ kernels, distance: request.features.distance, ...dataOf(request, warp) }, starts);
    return fit && { warp, fit };
  };
  if (wanted !== "auto" || samples.length < CHOICE_FROM) return fitUnder(wanted === "auto" ? "standard" : wanted, 3);
  let best: { readonly fitted: Fitted; readonly density: number } | null = null;
  for (const id of targetWarps) {
    const fitted = fitUnder(id, id === "standard" ? 3 : 2);
    const density = fitted ? heldOutDensity({ ...request, ...fitted, ...fitted.fit }) : Number.NEGATIVE_INFINITY;
    // A later warp must be better by more than rounding: the plainest wins ties.
    if (fitted && (!best || density > best.density + 1e-6 * samples.length)) best = { fitted, density };
  }
  return best?.fitted ?? null;
}

/** Early results are the noisiest, and by far the most: their noise would be taken for that of all. */
const NOISE_RATIOS = [10, 100];

/** The fit under whichever ratio the data are likeliest. */
function noisierBelow(request: FitRequest, even: Fitted): Fitted {
  const { kernels, features } = request;
  const { warp } = even;
  let best = even;
  for (const noiseRatio of NOISE_RATIOS) {
    const fit = fitGp({ kernels, distance: features.distance, ...dataOf({ ...request, noiseRatio }, warp) }, 2);
    if (fit && fit.value > best.fit.value) best = { warp, fit, noiseRatio };
  }
  return best;
}

/**
 * Sum over the better half of ln p(loss i | the others), as densities of the plain losses: what a warp does to the scale
 * is counted by its slope. The worse half is left out, where the half-rank warp has no density, and which matters least.
 */
function heldOutDensity({
  warp,
  hyperparameters,
  ...data
}: SurrogateData & Pick<Fitted, "warp"> & Pick<Fit, "hyperparameters">): number {
  const { kernels, samples } = data;
  const { targets, ...model } = dataOf(data, warp);
  const posterior = kernels.condition({ ...model, targets, hyperparameters });
  if (!posterior) return Number.NEGATIVE_INFINITY;
  const { mean, variance } = posterior.leaveOneOut();
  const order = samples
    .map((_, index) => index)
    .sort((one, other) => samples[one].loss - samples[other].loss || one - other);
  let sum = 0;
  for (const index of order.slice(0, Math.ceil(samples.length / 2))) {
    const error = targets[index] - mean[index];
    sum +=
      -0.5 * Math.log(2 * Math.PI * variance[index]) - (0.5 * error * error) / variance[index] + warp.logSlope(index);
  }
  return Number.isFinite(sum) ? sum : Number.NEGATIVE_INFINITY;
}
