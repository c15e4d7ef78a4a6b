/** What the Gaussian processes say of a study: of its objective, and of what has to be kept. */
import type { Kernels } from "../../linalg/kernels";
import type { Rng } from "../../rng/rng";
import type { CompiledSpace } from "../../space/compiled-space";
import { type LogFactor, productOf } from "../../surrogate/gp/log-factor";
import { conditionMargin, fitMargin } from "../../surrogate/gp/margin-model";
import { sourceFits } from "../../surrogate/gp/source-fits";
import { priorOfSources } from "../../surrogate/gp/source-models";
import { conditionSurrogate, type Surrogate } from "../../surrogate/gp/surrogate";
import type { ObservedState } from "../observed-points";
import type { GpOptions } from "./definition";
import { knownFits, knownMargins, localPart, marginsOf } from "./known-fits";
import { type Observation, type Observations, samplesOf } from "./observations";
import { studyFeatures } from "./study-features";

export interface ConditionedModel {
  readonly surrogate: Surrogate;
  /** What it is conditioned on: all observations, or the local part of very many. */
  readonly observed: readonly Observation[];
  /** Null where nothing can fail and nothing is bounded, and where it was not asked for. */
  readonly feasibility: LogFactor | null;
  /** Variance of one evaluation, in the surrogate's warped unit. */
  readonly noise: number;
  /** Inverse squared length scales, by unit coordinate. */
  readonly weights: Float64Array;
}

interface ModelRequest {
  readonly compiled: CompiledSpace;
  readonly observations: Observations;
  readonly kernels: Kernels;
  /** How many draws of the hyperparameters at most. */
  readonly draws: number;
  readonly rng: Rng;
  /** Whether what can go wrong or must be kept is modelled as well. */
  readonly feasibility: boolean;
}

/** Conditioned on every result, or on the local part of very many; null when the model cannot be computed. */
export function conditionModel(state: ObservedState<GpOptions>, request: ModelRequest): ConditionedModel | null {
  const { compiled, observations, kernels, draws, rng } = request;
  const means = { kernels, features: studyFeatures(state) };
  const known = localPart(compiled, observations);
  const fits = knownFits(state, kernels);
  if (!fits.surrogate) return null;
  const prior = fits.sources && priorOfSources(sourceFits(state.problem, means), fits.sources, means);
  const surrogate = conditionSurrogate({ ...means, samples: samplesOf(known), draws, rng, prior }, fits.surrogate);
  if (!surrogate) return null;
  const margins = request.feasibility ? marginsOf(known) : [];
  const conditions = margins.flatMap((margin) => {
    const fitted = knownMargins(state, kernels).get(margin.id) ?? fitMargin(means, margin);
    return (fitted && conditionMargin(means, margin, fitted)) ?? [];
  });
  return {
    surrogate,
    observed: known.observed,
    feasibility: productOf(conditions),
    noise: fits.surrogate.hyperparameters.noise,
    weights: fits.surrogate.hyperparameters.weights.slice(0, compiled.free.length),
  };
}
