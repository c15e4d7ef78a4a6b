/**
 * Whether a study has more to give: what the next trial can be expected to gain, and what is left to gain at most, beside
 * what one evaluation scatters by. After Makarova et al. 2022, Automatic termination for hyperparameter optimization,
 * AutoML (arXiv:2104.08166), section 4: stop when the bound on the regret is below the noise of an evaluation.
 *
 *   m, v    posterior mean and variance of the loss              σ²   variance of one evaluation
 *   bound = min over tried points of (m + 2 √v)  -  min over the space of (m - 2 √v)        (eq. 3; β = 4)
 *   gain  = max over the space of P(feasible) E[max(0, best m - f)]
 *
 * Deviations. The noise is the model's own, where the paper takes it from cross-validation folds, which are not told here. Both are in
 * the objective's unit, through the warp; the space is a scrambled Sobol sequence and the neighbourhood of the best trials.
 */
import type { Kernels } from "../linalg/kernels";
import { plainKernels } from "../linalg/plain-kernels";
import { drawCandidates } from "../sampler/gp/candidates";
import { normalQuantile } from "../stats/normal";
import { believed } from "../surrogate/gp/belief";
import { type InsightRequest, type NoModel, type StudyModel, studyModel, toFinite } from "./study-model";

export type StoppingAdvice =
  | NoModel
  | {
      readonly kind: "go_on" | "little_to_gain" | "within_noise";
      /** Of the most promising next trial, in the objective's unit; at least 0. */
      readonly expectedGain: number;
      /** What the best of the space is better by than the best trial, at most, as far as the model knows. */
      readonly gainMax: number;
      /** Standard deviation of one evaluation. */
      readonly noise: number;
      /** What it means, for the study's owner. */
      readonly why: string;
    };

const CANDIDATES = 2_048;
const CENTRES = 5;
const DEVIATIONS = 2;
/** Where success is less likely than this, nothing is to be gained. */
const FEASIBLE_MIN = 0.05;
/** A gain below this share of what the middle half of the results is apart is little. */
const LITTLE = 0.01;

/** Pure and deterministic, in milliseconds to tenths of a second. */
export function stoppingAdvice(request: InsightRequest, kernels: Kernels = plainKernels): StoppingAdvice {
  try {
    const model = studyModel(request, kernels);
    return model.kind === "model" ? inWords(leftToGain(model), model) : model;
  } finally {
    kernels.release();
  }
}

interface Gain {
  readonly expectedGain: number;
  readonly gainMax: number;
  readonly noise: number;
}

function leftToGain(model: StudyModel): Gain {
  const { compiled, features, observations, ranked, surrogate, feasibility, noise, lossAt } = model;
  const best = ranked.slice(0, CENTRES).map(({ units }) => units);
  const candidates = drawCandidates({ compiled, best, count: CANDIDATES, rng: model.rng("candidates") });
  const space = features.featuresOf(candidates.units);
  const feasible = observations.observed.filter((observation) => observation.feasible);
  // While nothing is feasible whatever is would be a gain, of unknown size: measured from the best there is.
  const tried = believed(
    surrogate,
    features.toFeatures((feasible.length > 0 ? feasible : observations.observed).map((one) => one.units)),
  );
  const somewhere = believed(surrogate, space);
  const chances = feasibility?.value(space).map(Math.exp);
  const incumbent = indexOfLeast(tried.mean);
  const bestLoss = lossAt(tried.mean[incumbent]);
  let expectedGain = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < space.count; index += 1) {
    const chance = chances ? chances[index] : 1;
    const [mean, deviation] = [somewhere.mean[index], somewhere.deviation[index]];
    expectedGain = Math.max(expectedGain, chance * expectedImprovement((z) => lossAt(mean + deviation * z), bestLoss));
    if (chance >= FEASIBLE_MIN) lowest = Math.min(lowest, mean - DEVIATIONS * deviation);
  }
  const reached = Math.min(...tried.mean.map((mean, index) => mean + DEVIATIONS * tried.deviation[index]));
  const scatter = Math.sqrt(noise);
  const center = tried.mean[incumbent];
  return {
    expectedGain,
    gainMax: Math.max(expectedGain, toFinite(lossAt(reached) - lossAt(Math.min(lowest, reached)))),
    noise: lossAt(center + scatter) / 2 - lossAt(center - scatter) / 2,
  };
}

/** Middles of equally likely cells of a standard normal variable: a warp has no closed form for its improvement. */
const CELLS = Array.from({ length: 32 }, (_, cell) => normalQuantile((cell + 0.5) / 32));

function expectedImprovement(lossAt: (z: number) => number, bestLoss: number): number {
  const count = CELLS.length;
  // Each divided first: a difference of losses of ±1e308 is more than a double holds.
  return toFinite(CELLS.reduce((sum, z) => sum + Math.max(0, bestLoss / count - lossAt(z) / count), 0));
}

function inWords(gain: Gain, { observations }: StudyModel): StoppingAdvice {
  const { expectedGain, gainMax, noise } = gain;
  const said = `The next trial can be expected to gain ${brief(expectedGain)}, all that are left ${brief(gainMax)} at most; one evaluation scatters by ${brief(noise)}.`;
  if (gainMax <= noise)
    return { kind: "within_noise", ...gain, why: `${said} What is left is less than the noise: stop.` };
  if (expectedGain <= LITTLE * middleHalf(observations.observed.map(({ loss }) => loss)))
    return {
      kind: "little_to_gain",
      ...gain,
      why: `${said} That is little beside what trials differ by: stop unless trials are cheap.`,
    };
  return { kind: "go_on", ...gain, why: `${said} Go on.` };
}

/** Two digits; rounding the largest double up would say Infinity. */
function brief(value: number): string {
  const digits = value.toPrecision(2);
  return Number.isFinite(Number(digits)) ? String(Number(digits)) : digits;
}

/** How far the middle half of the losses reaches. */
function middleHalf(losses: readonly number[]): number {
  const sorted = [...losses].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))];
  return toFinite(at(0.75) - at(0.25));
}

function indexOfLeast(values: Float64Array): number {
  let least = 0;
  for (let index = 1; index < values.length; index += 1) if (values[index] < values[least]) least = index;
  return least;
}
