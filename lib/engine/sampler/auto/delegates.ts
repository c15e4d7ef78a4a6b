/** The samplers that `auto` hands trials to, each with its defaults. */
import { foldRemembered } from "../../remembered-fold";
import { CmaEsOptions } from "../cma-es/definition";
import { cmaEsSampler } from "../cma-es/sampler";
import { GpOptions } from "../gp/definition";
import { gpSampler } from "../gp/sampler";
import { Nsga2Options } from "../nsga2/definition";
import { nsga2Sampler } from "../nsga2/sampler";
import { Nsga3Options } from "../nsga3/definition";
import { nsga3Sampler } from "../nsga3/sampler";
import type { ObservedState } from "../observed-points";
import { RandomForestOptions } from "../random-forest/definition";
import { randomForestSampler } from "../random-forest/sampler";
import { RegularizedEvolutionOptions } from "../regularized-evolution/definition";
import { regularizedEvolutionSampler } from "../regularized-evolution/sampler";
import type { Sampler, SuggestRequest, SuggestResult } from "../sampler";
import { TpeOptions } from "../tpe/definition";
import { tpeSampler } from "../tpe/sampler";
import type { Delegate } from "./choice";

/** From what `auto` knows, whose entries are in the order of their numbers. */
type Suggest = (state: ObservedState<unknown>, request: SuggestRequest) => SuggestResult;

export const delegates: Readonly<Record<Delegate, Suggest>> = {
  gp: observing(gpSampler, GpOptions.parse({})),
  tpe: observing(tpeSampler, TpeOptions.parse({})),
  "random-forest": observing(randomForestSampler, RandomForestOptions.parse({})),
  "cma-es": following("cma-es", cmaEsSampler, CmaEsOptions.parse({})),
  "regularized-evolution": following(
    "regularized-evolution",
    regularizedEvolutionSampler,
    RegularizedEvolutionOptions.parse({}),
  ),
  nsga2: following("nsga2", nsga2Sampler, Nsga2Options.parse({})),
  nsga3: following("nsga3", nsga3Sampler, Nsga3Options.parse({})),
};

/** What suggestions of the Gaussian process will need. */
export function fitGp(state: ObservedState<unknown>, request: SuggestRequest): void {
  gpSampler.fit?.({ ...state, options: GpOptions.parse({}) }, request);
}

/** A sampler whose state is what `auto` itself keeps. */
function observing<Options>(sampler: Sampler<Options, ObservedState<Options>>, options: Options): Suggest {
  return (state, request) => sampler.suggest({ ...state, options }, request);
}

/**
 * A sampler with a state of its own, folded from the entries. It follows them in the order of their numbers, so that here,
 * unlike by itself, it depends on the set of results only.
 */
function following(name: Delegate, sampler: Sampler<unknown, unknown>, options: unknown): Suggest {
  return ({ problem, entries }, request) =>
    sampler.suggest(foldRemembered(sampler, { name: `auto/${name}`, problem, options, entries }), request);
}
