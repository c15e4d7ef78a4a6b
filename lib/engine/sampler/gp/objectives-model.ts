/**
 * Several objectives: a Gaussian process for each, independent given the point, and the gain of hypervolume as the
 * acquisition: its logarithm exactly for two and three (log-EHVI), random scalarizations above.
 *
 * Hypervolume counts from beyond the worst result of each objective. Losses are only shifted and scaled, as a warp would bend the front. Under noise the front is that of the means the
 * models give at the points that look non-dominated; trials that are out are on it with their expected results, and take
 * away variance where they are.
 */
import type { FeaturePoints, GpPosterior } from "../../linalg/kernels";
import { Ranking } from "../../linalg/ranking";
import { undominatedBoxes } from "../../pareto/boxes";
import type { Losses } from "../../pareto/dominance";
import { paretoFront } from "../../pareto/fronts";
import { hypervolumeOrder, onCommonScale } from "../../pareto/hypervolume-subset";
import { referencePoint } from "../../pareto/reference-point";
import { positiveDirection } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import type { CompiledSpace } from "../../space/compiled-space";
import { type FeatureMap, featureMap } from "../../surrogate/gp/features";
import type { Feasibility } from "../../surrogate/gp/margin-model";
import type { Surrogate } from "../../surrogate/gp/surrogate";
import type { ObservedState } from "../observed-points";
import type { SuggestRequest } from "../sampler";
import { AcquisitionSurface } from "./acquisition-surface";
import type { AcquisitionTerm } from "./acquisition-term";
import { conditionModel } from "./conditioned-model";
import type { GpOptions } from "./definition";
import { hypervolumeTerm, scalarizedTerm } from "./objective-terms";
import { objectiveViews } from "./objective-views";
import { type Observation, toObservations } from "./observations";

export interface ObjectivesModel {
  /** Units of the points that look non-dominated, those that add most hypervolume first. */
  readonly front: readonly Float64Array[];
  /** The acquisition for a trial while `pending` are out. */
  surface(pending: FeaturePoints, rng: Rng): AcquisitionSurface;
  readonly acquisition: "log-ehvi" | "scalarized-ucb";
}

interface ModelRequest {
  readonly compiled: CompiledSpace;
  readonly request: SuggestRequest;
  /** How many draws of the hyperparameters at most. */
  readonly draws: number;
}

/** Boxes are few for so many objectives. */
const HYPERVOLUME_MAX = 3;

/** Null when one of the models cannot be computed. */
export function conditionObjectives(state: ObservedState<GpOptions>, given: ModelRequest): ObjectivesModel | null {
  const { compiled, request, draws } = given;
  const views = objectiveViews<GpOptions>({ ...state, options: { ...state.options, warp: "standard" } });
  const observed = views.map((view) => toObservations(compiled, view.entries));
  const models = views.map((view, m) =>
    conditionModel(view, {
      compiled,
      observations: observed[m],
      kernels: request.kernels,
      draws,
      rng: request.rng(`hyperparameters/${view.problem.objectives[0].metric}`, observed[m].observed.length),
    }),
  );
  const surrogates = models.flatMap((model) => model?.surrogate ?? []);
  if (surrogates.length < models.length) return null;
  const front = observedFront(observed.map((each) => each.observed));
  return {
    front: front.map(({ units }) => units),
    acquisition: views.length <= HYPERVOLUME_MAX ? "log-ehvi" : "scalarized-ucb",
    surface: (pending, rng) =>
      surfaceOver({
        surrogates,
        features: featureMap(compiled),
        feasibility: models[0]?.feasibility ?? null,
        front: front.map(({ units }) => units),
        pending,
        rng,
      }),
  };
}

/** The points that nobody dominates by their mean losses, of those that keep the constraints if any does. */
function observedFront(byObjective: readonly (readonly Observation[])[]): readonly Observation[] {
  const [first] = byObjective;
  const kept = first.some(({ feasible }) => feasible) ? [...first.keys()].filter((at) => first[at].feasible) : [];
  const at = kept.length > 0 ? kept : [...first.keys()];
  const losses = at.map((index) => byObjective.map((observed) => observed[index].loss));
  const front = paretoFront(losses);
  const { points, reference } = onCommonScale(front.map((index) => losses[index]));
  return [...hypervolumeOrder(points, reference)].map((place) => first[at[front[place]]]);
}

interface SurfaceRequest {
  readonly surrogates: readonly Surrogate[];
  readonly features: FeatureMap;
  readonly feasibility: Feasibility | null;
  readonly front: readonly Float64Array[];
  readonly pending: FeaturePoints;
  readonly rng: Rng;
}

function surfaceOver({ surrogates, features, feasibility, front, pending, rng }: SurfaceRequest): AcquisitionSurface {
  const draws = Math.min(...surrogates.map(({ members }) => members.length));
  const direction = surrogates.length > HYPERVOLUME_MAX ? directionOf(surrogates.length, rng) : null;
  const terms = Array.from({ length: draws }, (_, draw): AcquisitionTerm => {
    const posteriors = surrogates.map(({ members }) => members[draw].posterior);
    const expected = [...expectedAt(posteriors, features.toFeatures(front)), ...expectedAt(posteriors, pending)];
    const points = paretoFront(expected).map((index) => expected[index]);
    // Beyond all that was seen, not only the front: early on that covers a corner, and would never be left for its ends.
    const seen = posteriors.map((posterior) => posterior.fittedMean());
    const reference = seen.map((means) => referencePoint(Array.from(means, (mean) => [mean]))[0]);
    const later = posteriors.map((posterior) => (pending.count > 0 && posterior.withPending(pending)) || posterior);
    return direction
      ? scalarizedTerm(later, { reference, direction })
      : hypervolumeTerm(later, undominatedBoxes(points, reference));
  });
  return new AcquisitionSurface({
    features,
    feasibility,
    terms,
    logarithmic: direction === null,
    screen(points, feasible, keep) {
      const ranking = new Ranking(keep);
      for (const [index, value] of terms[0].values(points).entries()) {
        ranking.add(index, value + (feasible ? feasible[index] : 0));
      }
      return ranking.best;
    },
    exact: terms.length === 1,
  });
}

/** By point, the mean of each loss. */
function expectedAt(posteriors: readonly GpPosterior[], points: FeaturePoints): Losses[] {
  const said = posteriors.map((posterior) => posterior.predict(points).mean);
  return Array.from({ length: points.count }, (_, index) => said.map((mean) => mean[index]));
}

/** Far enough from the edges that nothing is divided by next to nothing. */
const directionOf = (objectives: number, rng: Rng): number[] =>
  positiveDirection(rng, objectives).map((part) => Math.max(1e-3, part));
