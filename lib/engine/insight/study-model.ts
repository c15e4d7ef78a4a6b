/** The Gaussian process of a study as it stands, for people to look at: what it was told, and what it makes of it. */
import { type HistoryEntry, toLossEntry } from "../history";
import type { Kernels } from "../linalg/kernels";
import type { Problem } from "../problem";
import { makeRng, type Rng } from "../rng/rng";
import { type ConditionedModel, conditionModel } from "../sampler/gp/conditioned-model";
import { GpOptions } from "../sampler/gp/definition";
import { byMerit, type Observation, type Observations, toObservations } from "../sampler/gp/observations";
import { foldObserved, initialObserved } from "../sampler/observed-points";
import { type CompiledSpace, compileSpace } from "../space/compiled-space";
import { type FeatureMap, featureMap } from "../surrogate/gp/features";

export interface InsightRequest {
  readonly problem: Problem;
  readonly history: readonly HistoryEntry[];
}

/** Why there is nothing to look at. */
export type NoModel =
  | { readonly kind: "too_few_trials"; readonly measured: number; readonly needed: number }
  /** Several objectives, or numbers that no Gaussian process can be computed from. */
  | { readonly kind: "no_model"; readonly why: string };

export interface StudyModel extends ConditionedModel {
  readonly kind: "model";
  readonly compiled: CompiledSpace;
  readonly features: FeatureMap;
  readonly observations: Observations;
  /** Observations that are of use first, by loss. */
  readonly ranked: readonly Observation[];
  /** The loss that a target of the warp stands for: the nearest double where there is none, since infinity is no number to show. */
  lossAt(target: number): number;
  rng(purpose: string): Rng;
}

/** Different points that have to have a result. */
const MEASURED_MIN = 20;
const DRAWS = 8;

/** Valid until the kernels are released, which is the caller's to do. */
export function studyModel({ problem, history }: InsightRequest, kernels: Kernels): StudyModel | NoModel {
  if (problem.objectives.length > 1)
    return { kind: "no_model", why: "One objective is modelled; this study has several." };
  const compiled = compileSpace(problem.space);
  const entries = history.map((entry) => toLossEntry(problem, entry));
  const state = foldObserved(initialObserved(problem, GpOptions.parse({})), entries);
  const observations = toObservations(compiled, state);
  const measured = observations.observed.length;
  if (measured < MEASURED_MIN) return { kind: "too_few_trials", measured, needed: MEASURED_MIN };
  const rng = (purpose: string) => makeRng({ seed: problem.seed, purpose: `insight/${purpose}`, number: measured });
  const model = conditionModel(state, {
    compiled,
    observations,
    kernels,
    draws: DRAWS,
    feasibility: true,
    rng: rng("hyperparameters"),
  });
  if (!model) return { kind: "no_model", why: "These results do not fit a Gaussian process." };
  const ranked = [...observations.observed].sort(byMerit);
  const lossAt = (target: number): number => toFinite(model.surrogate.warp.invert(target));
  return { kind: "model", ...model, compiled, features: featureMap(compiled), observations, ranked, lossAt, rng };
}

/** Of results near 1e308 a band or a difference may be more than a double holds. */
export const toFinite = (value: number): number => Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
