/** Fits the Gaussian processes and ranks candidates by the acquisition, for one objective and for several. */
import type { FeaturePoints } from "../../linalg/kernels";
import { type CompiledSpace, compileSpace } from "../../space/compiled-space";
import { pointUnits } from "../../space/point-units";
import { featureMap } from "../../surrogate/gp/features";
import { type LossPrediction, predictLoss } from "../../surrogate/gp/predict-loss";
import { type ObservedState, takenByObserved } from "../observed-points";
import type { Effort, Suggestion, SuggestRequest } from "../sampler";
import type { CandidatePool } from "./candidates";
import { conditionModel } from "./conditioned-model";
import type { GpOptions } from "./definition";
import { FANTASIZED_MAX } from "./fantasies";
import type { Ranked } from "./local-search";
import { lossSurface } from "./loss-surface";
import { conditionObjectives } from "./objectives-model";
import { byMerit, type Observations } from "./observations";
import { pendingBelief } from "./pending-belief";
import { drawPoints, type Ground, rankPoints } from "./search";
import { thompsonRanking } from "./thompson";
import { pointsOfWholeSpace } from "./whole-space";

interface ModelRequest {
  readonly compiled: CompiledSpace;
  readonly observations: Observations;
  readonly request: SuggestRequest;
}

/** What the fitted models make of points. */
export interface RankingModel {
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

/** Null when a model cannot be computed. */
export function fitRankingModel(state: ObservedState<GpOptions>, request: ModelRequest): RankingModel | null {
  return state.problem.objectives.length > 1 ? fitObjectives(state, request) : fitLoss(state, request);
}

function fitLoss(
  state: ObservedState<GpOptions>,
  { compiled, observations, request }: ModelRequest,
): RankingModel | null {
  const features = featureMap(compiled);
  const effort = shared(request.effort, request.numbers.length);
  const best = [...observations.observed].sort(byMerit).slice(0, CENTRES);
  const model = conditionModel(state, {
    compiled,
    observations,
    kernels: request.kernels,
    draws: drawsOf(effort),
    feasibility: true,
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
        running: request.pending.length,
        batch: featuresOfTrials(compiled, batch),
        feasibility,
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

function fitObjectives(state: ObservedState<GpOptions>, { compiled, request }: ModelRequest): RankingModel | null {
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
