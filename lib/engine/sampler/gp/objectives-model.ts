/**
 * Several objectives: a Gaussian process for each, independent given the point, and the gain of hypervolume as the
 * acquisition: its logarithm exactly for two and three (log-EHVI), random scalarizations above.
 *
 * Hypervolume counts from the reference that an objective names, else from beyond its worst result. While no result is
 * within the references, whatever comes to be is an improvement. Losses are only shifted and scaled, as a warp would
 * bend the front. Under noise the front is that of the means the models give at the points that look non-dominated; trials
 * that are out are on it with their expected results, and take away variance where they are.
 */
import type { FeaturePoints, GpPosterior } from "../../linalg/kernels";
import { Ranking } from "../../linalg/ranking";
import { undominatedBoxes } from "../../pareto/boxes";
import type { Losses } from "../../pareto/dominance";
import { paretoFront } from "../../pareto/fronts";
import { hypervolumeSubset, onCommonScale } from "../../pareto/hypervolume-subset";
import { isPreferred, missedBy, type PreferredRegion, preferredRegion } from "../../pareto/preferred-region";
import { positiveDirection } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import type { CompiledSpace } from "../../space/compiled-space";
import type { FeatureMap } from "../../surrogate/gp/features";
import { type LogFactor, productOf } from "../../surrogate/gp/log-factor";
import type { Surrogate } from "../../surrogate/gp/surrogate";
import type { ObservedState } from "../observed-points";
import type { SuggestRequest } from "../sampler";
import { AcquisitionSurface } from "./acquisition-surface";
import type { AcquisitionTerm } from "./acquisition-term";
import { conditionModel } from "./conditioned-model";
import type { GpOptions } from "./definition";
import { beyondAll, frontReference } from "./front-reference";
import { frontScouts } from "./front-scouts";
import { hypervolumeTerm, scalarizedTerm } from "./objective-terms";
import { objectiveViews } from "./objective-views";
import { type Observation, toObservations } from "./observations";
import { studyFeatures } from "./study-features";
import { type Price, trialPrice } from "./trial-price";

export interface ObjectivesModel {
  /** Whether an objective names the worst that is of use. */
  readonly named: boolean;
  readonly price: Price | null;
  /** How many points look non-dominated, of those in the preferred region. */
  readonly frontSize: number;
  /** Units of those of them that add most hypervolume, the first alone, at most `centres`. */
  readonly best: readonly Float64Array[];
  /** The acquisition for a trial while `pending` are out. */
  surface(pending: FeaturePoints, rng: Rng): AcquisitionSurface;
  readonly acquisition: "log-ehvi" | "scalarized-ucb";
}

interface ModelRequest {
  readonly compiled: CompiledSpace;
  readonly request: SuggestRequest;
  /** How many draws of the hyperparameters at most. */
  readonly draws: number;
  /** Of how many points of the front something is asked. */
  readonly centres: number;
}

/** Boxes are few for so many objectives. */
const HYPERVOLUME_MAX = 3;

/** Null when one of the models cannot be computed. */
export function conditionObjectives(state: ObservedState<GpOptions>, given: ModelRequest): ObjectivesModel | null {
  const { compiled, request, draws, centres } = given;
  const views = viewsOf(state);
  const observed = views.map((view) => toObservations(compiled, view));
  const models = views.map((view, m) =>
    conditionModel(view, {
      compiled,
      observations: observed[m],
      kernels: request.kernels,
      draws,
      feasibility: m === 0, // it is the same for all
      rng: request.rng(`hyperparameters/${view.problem.objectives[0].metric}`, observed[m].observed.length),
    }),
  );
  const surrogates = models.flatMap((model) => model?.surrogate ?? []);
  if (surrogates.length < models.length) return null;
  const front = observedFront(observed.map((each) => each.observed));
  // What breaks a constraint is no result to go beyond: whatever keeps them is an improvement, as with one objective.
  const kept = front.filter(({ feasible }) => feasible).map(({ units }) => units);
  const region = views.flatMap(({ problem }) => preferredRegion(problem.objectives));
  const preferred = front.filter(({ losses }) => isPreferred(losses, region));
  // A scalarization is no expectation that could be divided by a cost.
  const exact = views.length <= HYPERVOLUME_MAX;
  const price = exact ? trialPrice(views[0], { compiled, observations: observed[0], kernels: request.kernels }) : null;
  const best = preferred.length > 0 ? bestOf(preferred, region, centres) : nearest(front, region, centres);
  const features = studyFeatures(state);
  const scouts = exact ? features.toFeatures(frontScouts(compiled, best)) : null;
  return {
    price,
    named: region.some((worst) => worst !== null),
    frontSize: preferred.length,
    best,
    acquisition: exact ? "log-ehvi" : "scalarized-ucb",
    surface: (pending, rng) =>
      surfaceOver({
        surrogates,
        results: models[0]?.observed.length ?? 0,
        features,
        scouts,
        factor: productOf([models[0]?.feasibility, price?.factor].flatMap((factor) => factor ?? [])),
        front: kept,
        region: region.map((worst, m) => (worst === null ? null : targetOf(surrogates[m], worst))),
        pending,
        rng,
      }),
  };
}

/** The studies of one objective each, whose losses are not bent. */
export function viewsOf(state: ObservedState<GpOptions>): readonly ObservedState<GpOptions>[] {
  return objectiveViews<GpOptions>({ ...state, options: { ...state.options, warp: "standard" } });
}

interface FrontPoint extends Pick<Observation, "units" | "feasible"> {
  readonly losses: Losses;
}

/** The points that nobody dominates by their mean losses, of those that keep the constraints if any does. */
function observedFront(byObjective: readonly (readonly Observation[])[]): readonly FrontPoint[] {
  const [first] = byObjective;
  const points = first.map(({ units, feasible }, at): FrontPoint => {
    return { units, feasible, losses: byObjective.map((observed) => observed[at].loss) };
  });
  const kept = points.filter(({ feasible }) => feasible);
  const candidates = kept.length > 0 ? kept : points;
  return paretoFront(candidates.map(({ losses }) => losses)).map((index) => candidates[index]);
}

/** Only as many as are asked for: of many objectives each further one costs a multiple of the one before. */
function bestOf(front: readonly FrontPoint[], region: PreferredRegion, count: number): readonly Float64Array[] {
  const { points, reference } = onCommonScale(
    front.map(({ losses }) => losses),
    region,
  );
  return hypervolumeSubset(points, reference, count).map((place) => front[place].units);
}

/** Of points that all miss the region, those that miss least. */
function nearest(front: readonly FrontPoint[], region: PreferredRegion, count: number): readonly Float64Array[] {
  const { points } = onCommonScale(front.map(({ losses }) => missedBy(losses, region)));
  const missed = points.map((point) => point.reduce((sum, part) => sum + part, 0));
  const order = [...front.keys()].sort((one, other) => missed[one] - missed[other] || one - other);
  return order.slice(0, count).map((index) => front[index].units);
}

/** A reference so far off that no result says anything of it. */
const TARGET_MAX = 1e6;

/** The loss as the model sees it: only shifted and scaled. Halves, as the difference of 1e308 and -1e308 is no number. */
function targetOf({ warp }: Surrogate, loss: number): number {
  const zero = warp.invert(0) / 2;
  const target = (loss / 2 - zero) / (warp.invert(1) / 2 - zero);
  return Math.min(Math.max(target, -TARGET_MAX), TARGET_MAX);
}

interface SurfaceRequest {
  readonly surrogates: readonly Surrogate[];
  /** How many of their samples, the first, are results at the rung that is asked about. */
  readonly results: number;
  readonly features: FeatureMap;
  readonly factor: LogFactor | null;
  readonly front: readonly Float64Array[];
  /** Where it may go on; null where no reference is inferred from it. */
  readonly scouts: FeaturePoints | null;
  /** In the models' unit. */
  readonly region: PreferredRegion;
  readonly pending: FeaturePoints;
  readonly rng: Rng;
}

function surfaceOver({
  surrogates,
  results,
  features,
  factor,
  front,
  scouts,
  region,
  pending,
  rng,
}: SurfaceRequest): AcquisitionSurface {
  const draws = Math.min(...surrogates.map(({ members }) => members.length));
  const direction = surrogates.length > HYPERVOLUME_MAX ? directionOf(surrogates.length, rng) : null;
  const inRegion = (losses: Losses): boolean => isPreferred(losses, region);
  const terms = Array.from({ length: draws }, (_, draw): AcquisitionTerm => {
    const posteriors = surrogates.map(({ members }) => members[draw].posterior);
    const expected = [...expectedAt(posteriors, features.toFeatures(front)), ...expectedAt(posteriors, pending)];
    const points = paretoFront(expected).map((index) => expected[index]);
    const seen = posteriors.map((posterior) => posterior.fittedMean().subarray(0, results));
    const inferred = scouts
      ? frontReference({
          front: points.filter(inRegion),
          scouts: expectedAt(posteriors, scouts).filter(inRegion),
          seen,
        })
      : seen.map(beyondAll);
    const reference = inferred.map((at, m) => region[m] ?? at);
    const later = posteriors.map((posterior) => (pending.count > 0 && posterior.withPending(pending)) || posterior);
    return direction
      ? scalarizedTerm(later, { reference, direction })
      : hypervolumeTerm(later, undominatedBoxes(nudged(points), reference));
  });
  return new AcquisitionSurface({
    features,
    factor,
    terms,
    logarithmic: direction === null,
    screen(points, factors, keep) {
      const ranking = new Ranking(keep);
      for (const [index, value] of terms[0].values(points).entries()) {
        ranking.add(index, value + (factors ? factors[index] : 0));
      }
      return ranking.best;
    },
    exact: terms.length === 1,
  });
}

/** Of the range of a front, by how much a loss must be lower to count as lower: models do not tell its last digits. */
const ALIKE_SHARE = 1e-3;

/** Each point a little better than it is, so that no hypervolume is gained by what models cannot tell from it. */
function nudged(front: readonly Losses[]): readonly Losses[] {
  const steps = (front[0] ?? []).map((_, m) => {
    const along = front.map((losses) => losses[m]);
    return ALIKE_SHARE * (Math.max(...along) - Math.min(...along));
  });
  return front.map((losses) => losses.map((loss, m) => loss - steps[m]));
}

/** By point, the mean of each loss. */
function expectedAt(posteriors: readonly GpPosterior[], points: FeaturePoints): Losses[] {
  const said = posteriors.map((posterior) => posterior.predict(points).mean);
  return Array.from({ length: points.count }, (_, index) => said.map((mean) => mean[index]));
}

/** Far enough from the edges that nothing is divided by next to nothing. */
const directionOf = (objectives: number, rng: Rng): number[] =>
  positiveDirection(rng, objectives).map((part) => Math.max(1e-3, part));
