/** Fits the Gaussian processes and ranks candidates by the acquisition, for one objective and for several. */
import type { FeaturePoints } from "../../linalg/kernels";
import { type CompiledSpace, compileSpace } from "../../space/compiled-space";
import { pointUnits } from "../../space/point-units";
import { productOf } from "../../surrogate/gp/log-factor";
import { type LossPrediction, predictLoss } from "../../surrogate/gp/predict-loss";
import { type ObservedState, takenByObserved } from "../observed-points";
import type { Effort, Suggestion, SuggestRequest } from "../sampler";
import { conditionModel } from "./conditioned-model";
import type { GpOptions } from "./definition";
import { FANTASIZED_MAX } from "./fantasies";
import type { Ranked } from "./local-search";
import { lossSurface } from "./loss-surface";
import { conditionObjectives } from "./objectives-model";
import { byMerit, type Observations } from "./observations";
import { pendingBelief } from "./pending-belief";
import { type Drawn, drawPoints, type Ground, rankPoints } from "./search";
import { studyFeatures } from "./study-features";
import { thompsonRanking } from "./thompson";
import { pricedName, pricedWhy, trialPrice } from "./trial-price";
import { type TrustRegion, trustRegion } from "./trust-region";
import { pointsOfWholeSpace } from "./whole-space";

interface ModelRequest {
  readonly compiled: CompiledSpace;
  readonly observations: Observations;
  readonly request: SuggestRequest;
  /** Trials of the start design. */
  readonly start: number;
}

/** What the fitted models make of points. */
export interface RankingModel {
  /** By what measure it ranks. */
  readonly acquisition: string;
  /** What the loss is expected to be at a point; null of several losses. */
  predict(units: Float64Array): LossPrediction | null;
  /** Points for this trial number, the most promising first, while `out` is out as well. */
  rank(number: number, out: readonly Suggestion[]): Proposal;
}

export interface Proposal {
  readonly ranked: readonly Ranked[];
  /** How the model sees the results, and where it looked. */
  readonly why: string;
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
  { compiled, observations, request, start }: ModelRequest,
): RankingModel | null {
  const features = studyFeatures(state);
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
  const { surrogate, feasibility, weights } = model;
  const { acquisition } = state.options;
  const price = trialPrice(state, { compiled, observations, kernels: request.kernels });
  const factor = productOf([feasibility, price?.factor].flatMap((each) => each ?? []));
  const ground: Ground = {
    compiled,
    best: best.map(({ units }) => units),
    whole: pointsOfWholeSpace(state.problem, compiled),
    region: trustRegion({ compiled, entries: state.entries, incumbent: best[0], start, weights }),
  };
  return {
    acquisition: pricedName(acquisition, price),
    predict: (units) => predictLoss(surrogate, features.toFeatures([units])),
    rank(number, out) {
      const batch = recentOf(out, acquisition);
      const belief = pendingBelief(surrogate.members, {
        pending: featuresOfTrials(state, [...request.pending, ...out.slice(0, out.length - batch.length)]),
        running: request.pending.length,
        batch: featuresOfTrials(state, batch),
        feasibility,
        fantasies: Math.min(FANTASIES, effort.candidates / 32),
        rng: request.rng("fantasies", request.numbers[0]),
      });
      const drawn = pointsFor(number, { state, request, effort, ground, out });
      const why = `Largest ${acquisition} under a ${surrogate.warp.id} warp${pricedWhy(price)}${within(drawn.region)}.`;
      const { candidates } = drawn;
      if (candidates.units.count === 0) return { ranked: [], why };
      if (acquisition === "thompson") {
        const member = belief.members[number % belief.members.length];
        const rng = request.rng("thompson", number);
        return { ranked: thompsonRanking({ features, member, candidates, rng }), why };
      }
      const surface = lossSurface({ ...belief, features, factor, acquisition });
      return { ranked: rankPoints(ground, { drawn, surface, effort }), why };
    },
  };
}

function fitObjectives(state: ObservedState<GpOptions>, { compiled, request }: ModelRequest): RankingModel | null {
  const effort = shared(request.effort, request.numbers.length);
  const model = conditionObjectives(state, { compiled, request, draws: drawsOf(effort), centres: CENTRES });
  if (!model) return null;
  const { acquisition, best, frontSize, named, price } = model;
  const ground: Ground = { compiled, best, whole: pointsOfWholeSpace(state.problem, compiled), region: null };
  const why = `Largest ${acquisition} beyond a front of ${frontSize}${named ? " within the references" : ""}${pricedWhy(price)}.`;
  return {
    acquisition: pricedName(acquisition, price),
    predict: () => null,
    rank(number, out) {
      const pending = featuresOfTrials(state, [...request.pending, ...out]);
      const drawn = pointsFor(number, { state, request, effort, ground, out });
      if (drawn.candidates.units.count === 0) return { ranked: [], why };
      const surface = model.surface(pending, request.rng("direction", number));
      return { ranked: rankPoints(ground, { drawn, surface, effort }), why };
    },
  };
}

const drawsOf = ({ candidates }: Effort): number => Math.max(1, Math.min(DRAWS, Math.floor(candidates / 32)));

type Point = Pick<Suggestion, "assignments">;

function featuresOfTrials(state: ObservedState<GpOptions>, trials: readonly Point[]): FeaturePoints {
  const compiled = compileSpace(state.problem.space);
  return studyFeatures(state).toFeatures(trials.map(({ assignments }) => pointUnits(compiled, assignments)));
}

/** A trial of the box says so: where its neighbours in number come from elsewhere, one should see why. */
function within(region: TrustRegion | null): string {
  return region ? `, within a box of side ${region.side} around trial ${region.around}` : "";
}

interface CandidateNeeds {
  readonly state: ObservedState<GpOptions>;
  readonly request: SuggestRequest;
  readonly effort: Effort;
  readonly ground: Ground;
  readonly out: readonly Suggestion[];
}

function pointsFor(number: number, { state, request, effort, ground, out }: CandidateNeeds): Drawn {
  const taken = takenByObserved(state, { ...request, pending: [...request.pending, ...out] });
  return drawPoints(ground, { number, count: effort.candidates, rng: request.rng("candidates", number), taken });
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
