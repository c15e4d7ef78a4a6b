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
import type { HistoryEntry } from "../history";
import { toLossEntry } from "../history";
import type { Kernels } from "../linalg/kernels";
import { plainKernels } from "../linalg/plain-kernels";
import type { Problem } from "../problem";
import { makeRng } from "../rng/rng";
import { drawCandidates } from "../sampler/gp/candidates";
import { type ConditionedModel, conditionModel } from "../sampler/gp/conditioned-model";
import { GpOptions } from "../sampler/gp/definition";
import { byMerit, type Observations, toObservations } from "../sampler/gp/observations";
import { foldObserved, initialObserved } from "../sampler/observed-points";
import { type CompiledSpace, compileSpace } from "../space/compiled-space";
import { normalQuantile } from "../stats/normal";
import { featureMap } from "../surrogate/gp/features";
import type { Surrogate } from "../surrogate/gp/surrogate";

export interface StoppingRequest {
  readonly problem: Problem;
  readonly history: readonly HistoryEntry[];
}

export type StoppingAdvice =
  | { readonly kind: "too_few_trials"; readonly measured: number; readonly needed: number }
  /** Several objectives, or numbers that no Gaussian process can be computed from. */
  | { readonly kind: "no_model"; readonly why: string }
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

const MEASURED_MIN = 20;
const DRAWS = 8;
const CANDIDATES = 2_048;
const CENTRES = 5;
const DEVIATIONS = 2;
/** Where success is less likely than this, nothing is to be gained. */
const FEASIBLE_MIN = 0.05;
/** A gain below this share of what the middle half of the results is apart is little. */
const LITTLE = 0.01;

/** Pure and deterministic, in milliseconds to tenths of a second. */
export function stoppingAdvice(request: StoppingRequest, kernels: Kernels = plainKernels): StoppingAdvice {
  try {
    return advise(request, kernels);
  } finally {
    kernels.release();
  }
}

function advise({ problem, history }: StoppingRequest, kernels: Kernels): StoppingAdvice {
  if (problem.objectives.length > 1) return { kind: "no_model", why: "Advice is given for one objective." };
  const compiled = compileSpace(problem.space);
  const entries = history.map((entry) => toLossEntry(problem, entry));
  const state = foldObserved(initialObserved(problem, GpOptions.parse({})), entries);
  const observations = toObservations(compiled, state.entries);
  const measured = observations.observed.length;
  if (measured < MEASURED_MIN) return { kind: "too_few_trials", measured, needed: MEASURED_MIN };
  const rng = (purpose: string) => makeRng({ seed: problem.seed, purpose: `advice/${purpose}`, number: measured });
  const model = conditionModel(state, { compiled, observations, kernels, draws: DRAWS, rng: rng("hyperparameters") });
  if (!model) return { kind: "no_model", why: "These results do not fit a Gaussian process." };
  const best = [...observations.observed].sort(byMerit).slice(0, CENTRES);
  const candidates = drawCandidates({
    compiled,
    best: best.map(({ units }) => units),
    count: CANDIDATES,
    rng: rng("candidates"),
  });
  const units = candidates.map((candidate) => candidate.units);
  return inWords(leftToGain({ compiled, observations, model, units }), observations);
}

interface Gain {
  readonly expectedGain: number;
  readonly gainMax: number;
  readonly noise: number;
}

interface GainRequest {
  readonly compiled: CompiledSpace;
  readonly observations: Observations;
  readonly model: ConditionedModel;
  /** Where the space is looked at. */
  readonly units: readonly Float64Array[];
}

function leftToGain({ compiled, observations, model, units }: GainRequest): Gain {
  const { surrogate, feasibility, noise } = model;
  const { toFeatures } = featureMap(compiled);
  const { invert } = surrogate.warp;
  const feasible = observations.observed.filter((observation) => observation.feasible);
  // While nothing is feasible whatever is would be a gain, of unknown size: measured from the best there is.
  const tried = believed(
    surrogate,
    toFeatures((feasible.length > 0 ? feasible : observations.observed).map((one) => one.units)),
  );
  const somewhere = believed(surrogate, toFeatures(units));
  const chances = feasibility?.logProbability(toFeatures(units)).map(Math.exp);
  const incumbent = indexOfLeast(tried.mean);
  const bestLoss = invert(tried.mean[incumbent]);
  let expectedGain = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < units.length; index += 1) {
    const chance = chances ? chances[index] : 1;
    const [mean, deviation] = [somewhere.mean[index], somewhere.deviation[index]];
    expectedGain = Math.max(expectedGain, chance * expectedImprovement((z) => invert(mean + deviation * z), bestLoss));
    if (chance >= FEASIBLE_MIN) lowest = Math.min(lowest, mean - DEVIATIONS * deviation);
  }
  const reached = Math.min(...tried.mean.map((mean, index) => mean + DEVIATIONS * tried.deviation[index]));
  const scatter = Math.sqrt(noise);
  const center = tried.mean[incumbent];
  return {
    expectedGain,
    gainMax: Math.max(expectedGain, invert(reached) - invert(Math.min(lowest, reached))),
    noise: invert(center + scatter) / 2 - invert(center - scatter) / 2,
  };
}

interface Belief {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Mean and deviation of the warped loss at each point, the draws of the hyperparameters taken as a mixture. */
function believed({ members }: Surrogate, points: ReturnType<ReturnType<typeof featureMap>["toFeatures"]>): Belief {
  const said = members.map(({ posterior }) => posterior.predict(points));
  const average = (of: (member: (typeof said)[number]) => number): number =>
    said.reduce((sum, member) => sum + of(member) / said.length, 0);
  const mean = Float64Array.from({ length: points.count }, (_, index) => average((member) => member.mean[index]));
  const deviation = mean.map((center, index) =>
    Math.sqrt(average((member) => member.variance[index] + (member.mean[index] - center) ** 2)),
  );
  return { mean, deviation };
}

/** Middles of equally likely cells of a standard normal variable: a warp has no closed form for its improvement. */
const CELLS = Array.from({ length: 32 }, (_, cell) => normalQuantile((cell + 0.5) / 32));

function expectedImprovement(lossAt: (z: number) => number, bestLoss: number): number {
  return CELLS.reduce((sum, z) => sum + Math.max(0, bestLoss - lossAt(z)) / CELLS.length, 0);
}

function inWords(gain: Gain, { observed }: Observations): StoppingAdvice {
  const { expectedGain, gainMax, noise } = gain;
  const said = `The next trial can be expected to gain ${brief(expectedGain)}, all that are left ${brief(gainMax)} at most; one evaluation scatters by ${brief(noise)}.`;
  if (gainMax <= noise)
    return { kind: "within_noise", ...gain, why: `${said} What is left is less than the noise: stop.` };
  if (expectedGain <= LITTLE * middleHalf(observed.map(({ loss }) => loss)))
    return {
      kind: "little_to_gain",
      ...gain,
      why: `${said} That is little beside what trials differ by: stop unless trials are cheap.`,
    };
  return { kind: "go_on", ...gain, why: `${said} Go on.` };
}

const brief = (value: number): string => String(Number(value.toPrecision(2)));

/** How far the middle half of the losses reaches. */
function middleHalf(losses: readonly number[]): number {
  const sorted = [...losses].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))];
  return at(0.75) - at(0.25);
}

function indexOfLeast(values: Float64Array): number {
  let least = 0;
  for (let index = 1; index < values.length; index += 1) if (values[index] < values[least]) least = index;
  return least;
}
