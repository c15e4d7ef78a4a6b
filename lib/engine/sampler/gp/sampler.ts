/**
 * Bayesian optimization with a Gaussian process: fit a model to the results, then try the point where the acquisition is
 * largest. Jones, Schonlau & Welch 1998; Snoek, Larochelle & Adams 2012; the parts are cited where they are.
 *
 * Pending trials lower the variance where they are and leave the mean alone: no result is made up for them (Riegler et al.
 * 2026, arXiv:2603.13501, for why that is enough). Points asked for together are found one after the other, each under the
 * results that those before may have. Differs from the usual in that repeats are one
 * observation with less noise, failures are modelled apart, and how results are warped is chosen by the data.
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
import { type StartDesign, startDesign } from "../start-design";
import type { AcquisitionSurface } from "./acquisition-surface";
import { type CandidatePool, candidateAt, drawCandidates } from "./candidates";
import { conditionModel } from "./conditioned-model";
import type { GpOptions } from "./definition";
import { FANTASIZED_MAX } from "./fantasies";
import { type Ranked, searchLocally } from "./local-search";
import { lossSurface } from "./loss-surface";
import { conditionObjectives } from "./objectives-model";
import { byMerit, type Observations, toObservations } from "./observations";
import { pendingBelief } from "./pending-belief";
import { thompsonRanking } from "./thompson";

export const gpSampler: Sampler<GpOptions, ObservedState<GpOptions>> = {
  initial: initialObserved,
  fold: foldObserved,
  suggest(state, request) {
    const compiled = compileSpace(state.problem.space);
    const observations = toObservations(compiled, state.entries);
    const model = isStart(state, compiled, observations) ? null : fitModel(state, { compiled, observations, request });
    const taken = takenByObserved(state, request);
    const start = startDesign({ problem: state.problem, trials: startTrials(state, compiled) }, request);
    const suggestions: Suggestion[] = [];
    for (const number of request.numbers) {
      const ranked = model?.rank(number, suggestions) ?? [];
      const result = proposePoints(
        {
          sampler: "gp",
          compiled,
          taken,
          draw: (_, attempt) =>
            attempt < ranked.length ? rowAtUnit(compiled, ranked[attempt].candidate.base) : start.draw(number, attempt),
          origin: (point) => originOf({ model, ranked, start, point }),
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
  const wanted = startTrials(state, compiled);
  return observed.length < 2 || observed.length + failed.length / 2 < wanted || compiled.free.length === 0;
}

function startTrials({ options }: ObservedState<GpOptions>, { free }: CompiledSpace): number {
  return options.start_trials ?? Math.max(5, Math.min(2 * free.length, 16));
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
      const candidates = candidatesFor(number, { compiled, request, effort, best: best.map(({ units }) => units) });
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
      return searched(candidates, { compiled, surface, effort });
    },
  };
}

function fitObjectives(state: ObservedState<GpOptions>, { compiled, request }: ModelRequest): Model | null {
  const effort = shared(request.effort, request.numbers.length);
  const model = conditionObjectives(state, { compiled, request, draws: drawsOf(effort) });
  if (!model) return null;
  const best = model.front.slice(0, CENTRES);
  return {
    acquisition: model.acquisition,
    why: `Largest ${model.acquisition} beyond a front of ${model.front.length}.`,
    predict: () => null,
    rank(number, out) {
      const pending = featuresOfTrials(compiled, [...request.pending, ...out]);
      const candidates = candidatesFor(number, { compiled, request, effort, best });
      if (candidates.units.count === 0) return [];
      const surface = model.surface(pending, request.rng("direction", number));
      return searched(candidates, { compiled, surface, effort });
    },
  };
}

const drawsOf = ({ candidates }: Effort): number => Math.max(1, Math.min(DRAWS, Math.floor(candidates / 32)));

type Point = Pick<Suggestion, "assignments">;

function featuresOfTrials(compiled: CompiledSpace, trials: readonly Point[]): FeaturePoints {
  return featureMap(compiled).toFeatures(trials.map(({ assignments }) => pointUnits(compiled, assignments)));
}

interface CandidateNeeds {
  readonly compiled: CompiledSpace;
  readonly request: SuggestRequest;
  readonly effort: Effort;
  readonly best: readonly Float64Array[];
}

function candidatesFor(number: number, { compiled, request, effort, best }: CandidateNeeds): CandidatePool {
  return drawCandidates({ compiled, best, count: effort.candidates, rng: request.rng("candidates", number) });
}

interface Search {
  readonly compiled: CompiledSpace;
  readonly surface: AcquisitionSurface;
  readonly effort: Effort;
}

/** The best candidates improved, then as they are. */
function searched(candidates: CandidatePool, { compiled, surface, effort }: Search): readonly Ranked[] {
  const top = surface.best(candidates.units, 4 * effort.searches);
  const starts = top.map(({ index, value }): Ranked => ({ candidate: candidateAt(candidates, index), value }));
  const improved = searchLocally({ compiled, surface }, starts.slice(0, effort.searches));
  return [...improved, ...starts];
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
  readonly model: Model | null;
  readonly ranked: readonly Ranked[];
  readonly start: StartDesign;
  readonly point: Pick<Suggestion, "number" | "fingerprint">;
}

function originOf({ model, ranked, start, point }: OriginRequest): Partial<Origin> {
  const [top] = ranked;
  if (!model || !top) {
    return { phase: "start", why: start.why(point, "Spread evenly, until there are results enough to learn from.") };
  }
  return { phase: "model", acquisition: { name: model.acquisition, value: top.value }, why: model.why };
}
