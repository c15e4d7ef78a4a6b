/**
 * Bayesian optimization with a Gaussian process: fit a model to the results, then try the point where the acquisition is
 * largest. Jones, Schonlau & Welch 1998; Snoek, Larochelle & Adams 2012; the parts are cited where they are.
 *
 * Pending trials lower the variance where they are and leave the mean alone: no result is made up for them (Riegler et al.
 * 2026, arXiv:2603.13501, for why that is enough). Points asked for together are found one after the other, each under the
 * results that those before may have. Differs from the usual in that repeats are one observation with less noise, failures
 * are modelled apart, and how results are warped is chosen by the data.
 */
import type { FeaturePoints } from "../../linalg/kernels";
import { type CompiledSpace, compileSpace } from "../../space/compiled-space";
import { rowAtUnit } from "../../space/encode";
import { pointUnits } from "../../space/point-units";
import { featureMap } from "../../surrogate/gp/features";
import { type LossPrediction, predictLoss } from "../../surrogate/gp/predict-loss";
import { foldObserved, initialObserved, type ObservedState, takenByObserved } from "../observed-points";
import { proposePoints } from "../propose-points";
import type { Effort, Origin, Sampler, Suggestion, SuggestRequest } from "../sampler";
import { isTooShort, SPREAD, type StartDesign, startDesign, startTrials, TOO_SHORT } from "../start-design";
import type { CandidatePool } from "./candidates";
import { conditionModel } from "./conditioned-model";
import type { GpOptions } from "./definition";
import { FANTASIZED_MAX } from "./fantasies";
import type { Ranked } from "./local-search";
import { lossSurface } from "./loss-surface";
import { conditionObjectives } from "./objectives-model";
import { byMerit, type Observations, toObservations } from "./observations";
import { pendingBelief } from "./pending-belief";
import { drawPoints, type Ground, rankPoints } from "./search";
import { thompsonRanking } from "./thompson";
import { pointsOfWholeSpace } from "./whole-space";

export const gpSampler: Sampler<GpOptions, ObservedState<GpOptions>> = {
  initial: initialObserved,
  fold: foldObserved,
  suggest(state, request) {
    const compiled = compileSpace(state.problem.space);
    const observations = toObservations(compiled, state.entries);
    const model = isStart(state, compiled, observations) ? null : fitModel(state, { compiled, observations, request });
    const taken = takenByObserved(state, request);
    const short = hasNoModel(state);
    const start = startDesign({ problem: state.problem, trials: startOf(state, compiled), short }, request);
    const suggestions: Suggestion[] = [];
    for (const number of request.numbers) {
      // What is learnt of the points before this one is learnt anew for the next: a large batch would fill the memory.
      const ranked = request.kernels.during(() => model?.rank(number, suggestions) ?? []);
      const result = proposePoints(
        {
          sampler: "gp",
          compiled,
          taken,
          draw: (_, attempt) =>
            attempt < ranked.length ? rowAtUnit(compiled, ranked[attempt].candidate.base) : start.draw(number, attempt),
          origin: (point) => originOf({ state, model, ranked, start, point }),
        },
        { ...request, numbers: [number] },
      );
      suggestions.push(
        ...result.suggestions.map((suggestion) => withPrediction(suggestion, { state, compiled, model })),
      );
      if (result.exhausted) return { ...result, suggestions };
    }
    return { suggestions, exhausted: false, diagnostics: [] };
  },
};

/** Whether there is too little to learn from yet. Failures count half: of a study that only fails nothing is learnt. */
function isStart(
  state: ObservedState<GpOptions>,
  compiled: CompiledSpace,
  { observed, failed }: Observations,
): boolean {
  const wanted = startOf(state, compiled);
  return observed.length < 2 || observed.length + failed.length / 2 < wanted || compiled.free.length === 0;
}

/** An explicit option goes before what is known of the budget. */
function startOf(state: ObservedState<GpOptions>, compiled: CompiledSpace): number {
  const { problem, options } = state;
  if (options.start_trials !== undefined) return options.start_trials;
  if (hasNoModel(state)) return Number.POSITIVE_INFINITY;
  const start = startTrials(problem, compiled.free.length);
  return pointsOfWholeSpace(problem, compiled) ? Math.min(start, WHOLE_SPACE_START) : start;
}

function hasNoModel({ problem, options }: ObservedState<GpOptions>): boolean {
  return options.start_trials === undefined && isTooShort(problem);
}

interface ModelRequest {
  readonly compiled: CompiledSpace;
  readonly observations: Observations;
  readonly request: SuggestRequest;
}

interface Model {
  /** By what measure it ranks, and how it sees the results. */
  readonly acquisition: string;
  readonly why: string;
  /** What the loss is expected to be at a point; null of several losses. */
  predict(units: Float64Array): LossPrediction | null;
  /** Points for this trial number, the most promising first, while `out` is out as well. */
  rank(number: number, out: readonly Suggestion[]): readonly Ranked[];
}

/** Hyperparameter draws at full effort. */
const DRAWS = 8;
/** Best observed points that candidates are drawn around. */
const CENTRES = 5;
/** Results made up for the points asked for earlier in a batch, at full effort. */
const FANTASIES = 64;
/** A space that is tried completely is ordered by the model from so many results on. */
const WHOLE_SPACE_START = 10;
/** Each member of a batch up to this size gets the whole effort. */
const BATCH_IN_FULL = 8;

function fitModel(state: ObservedState<GpOptions>, request: ModelRequest): Model | null {
  return state.problem.objectives.length > 1 ? fitObjectives(state, request) : fitLoss(state, request);
}

function fitLoss(state: ObservedState<GpOptions>, { compiled, observations, request }: ModelRequest): Model | null {
  const features = featureMap(compiled);
  const effort = shared(request.effort, request.numbers.length);
  const best = [...observations.observed].sort(byMerit).slice(0, CENTRES);
  const model = conditionModel(state, {
    compiled,
    observations,
    kernels: request.kernels,
    draws: drawsOf(effort),
    rng: request.rng("hyperparameters", observations.observed.length),
  });
  if (!model) return null;
  const { surrogate, feasibility } = model;
  const { acquisition } = state.options;
  const ground = groundOf(
    state,
    best.map(({ units }) => units),
  );
  return {
    acquisition,
    why: `Largest ${acquisition} under a ${surrogate.warp.id} warp.`,
    predict: (units) => predictLoss(surrogate, features.toFeatures([units])),
    rank(number, out) {
      const batch = recentOf(out, acquisition);
      const belief = pendingBelief(surrogate.members, {
        pending: featuresOfTrials(compiled, [...request.pending, ...out.slice(0, out.length - batch.length)]),
        batch: featuresOfTrials(compiled, batch),
        fantasies: Math.min(FANTASIES, effort.candidates / 32),
        rng: request.rng("fantasies", request.numbers[0]),
      });
      const candidates = candidatesFor(number, { state, request, effort, ground, out });
      if (candidates.units.count === 0) return [];
      if (acquisition === "thompson") {
        return thompsonRanking({
          features,
          member: belief.members[number % belief.members.length],
          candidates,
          rng: request.rng("thompson", number),
        });
      }
      const surface = lossSurface({ ...belief, features, feasibility, acquisition });
      return rankPoints(ground, { candidates, surface, effort });
    },
  };
}

function fitObjectives(state: ObservedState<GpOptions>, { compiled, request }: ModelRequest): Model | null {
  const effort = shared(request.effort, request.numbers.length);
  const model = conditionObjectives(state, { compiled, request, draws: drawsOf(effort), centres: CENTRES });
  if (!model) return null;
  const ground = groundOf(state, model.best);
  return {
    acquisition: model.acquisition,
    why: `Largest ${model.acquisition} beyond a front of ${model.frontSize}.`,
    predict: () => null,
    rank(number, out) {
      const pending = featuresOfTrials(compiled, [...request.pending, ...out]);
      const candidates = candidatesFor(number, { state, request, effort, ground, out });
      if (candidates.units.count === 0) return [];
      const surface = model.surface(pending, request.rng("direction", number));
      return rankPoints(ground, { candidates, surface, effort });
    },
  };
}

const drawsOf = ({ candidates }: Effort): number => Math.max(1, Math.min(DRAWS, Math.floor(candidates / 32)));

type Point = Pick<Suggestion, "assignments">;

function featuresOfTrials(compiled: CompiledSpace, trials: readonly Point[]): FeaturePoints {
  return featureMap(compiled).toFeatures(trials.map(({ assignments }) => pointUnits(compiled, assignments)));
}

function groundOf({ problem }: ObservedState<GpOptions>, best: readonly Float64Array[]): Ground {
  const compiled = compileSpace(problem.space);
  return { compiled, best, whole: pointsOfWholeSpace(problem, compiled) };
}

interface CandidateNeeds {
  readonly state: ObservedState<GpOptions>;
  readonly request: SuggestRequest;
  readonly effort: Effort;
  readonly ground: Ground;
  readonly out: readonly Suggestion[];
}

function candidatesFor(number: number, { state, request, effort, ground, out }: CandidateNeeds): CandidatePool {
  const taken = takenByObserved(state, { ...request, pending: [...request.pending, ...out] });
  return drawPoints(ground, { count: effort.candidates, rng: request.rng("candidates", number), taken });
}

/** Of the points asked for before in this batch, those whose results are made up. */
function recentOf(out: readonly Suggestion[], acquisition: GpOptions["acquisition"]): readonly Suggestion[] {
  // A confidence bound and a function drawn from the model need no results, only what is still uncertain.
  return acquisition === "log-ei" || acquisition === "pi" ? out.slice(-FANTASIZED_MAX) : [];
}

/** A large batch shares the work of some requests: its later members are guesses about guesses anyway. */
function shared({ tries, candidates, searches }: Effort, count: number): Effort {
  const among = Math.ceil(count / BATCH_IN_FULL);
  return { tries, candidates: Math.ceil(candidates / among), searches: Math.ceil(searches / among) };
}

interface Predicting {
  readonly state: ObservedState<GpOptions>;
  readonly compiled: CompiledSpace;
  readonly model: Model | null;
}

/** What the model expects, said of the metric as the owner knows it; the suggestion as it is where no model chose. */
function withPrediction(suggestion: Suggestion, { state, compiled, model }: Predicting): Suggestion {
  if (!model || suggestion.origin.phase !== "model") return suggestion;
  const said = model.predict(pointUnits(compiled, suggestion.assignments));
  if (!said || !Number.isFinite(said.mean) || !Number.isFinite(said.sd)) return suggestion;
  const { mean, sd } = said;
  const [{ direction }] = state.problem.objectives;
  const predicted = { mean: direction === "maximize" ? 0 - mean : mean, sd };
  return { ...suggestion, origin: { ...suggestion.origin, predicted } };
}

interface OriginRequest {
  readonly state: ObservedState<GpOptions>;
  readonly model: Model | null;
  readonly ranked: readonly Ranked[];
  readonly start: StartDesign;
  readonly point: Pick<Suggestion, "number" | "fingerprint">;
}

function originOf({ state, model, ranked, start, point }: OriginRequest): Partial<Origin> {
  const [top] = ranked;
  if (!model || !top) {
    return { phase: "start", why: start.why(point, hasNoModel(state) ? TOO_SHORT : SPREAD) };
  }
  return { phase: "model", acquisition: { name: model.acquisition, value: top.value }, why: model.why };
}
