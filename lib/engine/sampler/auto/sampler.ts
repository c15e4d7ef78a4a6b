/**
 * The sampler for who does not want to choose one: each trial goes to the model that the policy names, and its origin says
 * which and why. The models share one history, and each is told of what the others have out.
 */

import { GpOptions } from "../gp/definition";
import { gpSampler } from "../gp/sampler";
import { foldObserved, initialObserved, type ObservedState } from "../observed-points";
import { RandomForestOptions } from "../random-forest/definition";
import { randomForestSampler } from "../random-forest/sampler";
import type { Sampler, Suggestion, SuggestRequest, SuggestResult } from "../sampler";
import { TpeOptions } from "../tpe/definition";
import { tpeSampler } from "../tpe/sampler";
import type { AutoOptions } from "./definition";
import { type Choice, chooseSamplers } from "./policy";

export const autoSampler: Sampler<AutoOptions, ObservedState<AutoOptions>> = {
  initial: initialObserved,
  fold: foldObserved,
  suggest(state, request) {
    const choices = chooseSamplers({ ...state, request });
    const suggestions: Suggestion[] = [];
    for (const { choice, numbers } of runsOf(choices, request.numbers)) {
      const result = suggestBy(choice, state, { ...request, numbers, pending: [...request.pending, ...suggestions] });
      suggestions.push(...result.suggestions.map((suggestion) => attributed(suggestion, choice)));
      if (result.exhausted) return { ...result, suggestions };
    }
    return { suggestions, exhausted: false, diagnostics: [] };
  },
};

interface Run {
  readonly choice: Choice;
  readonly numbers: number[];
}

/** Neighbouring numbers of one sampler are asked for together. */
function runsOf(choices: readonly Choice[], numbers: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (const [index, choice] of choices.entries()) {
    const last = runs.at(-1);
    if (last?.choice.sampler === choice.sampler) last.numbers.push(numbers[index]);
    else runs.push({ choice, numbers: [numbers[index]] });
  }
  return runs;
}

function suggestBy({ sampler }: Choice, state: ObservedState<AutoOptions>, request: SuggestRequest): SuggestResult {
  const own: SuggestRequest = { ...request, rng: (purpose, number) => request.rng(`${sampler}/${purpose}`, number) };
  switch (sampler) {
    case "gp":
      return gpSampler.suggest({ ...state, options: GpOptions.parse({}) }, own);
    case "tpe":
      return tpeSampler.suggest({ ...state, options: TpeOptions.parse({}) }, own);
    case "random-forest":
      return randomForestSampler.suggest({ ...state, options: RandomForestOptions.parse({}) }, own);
  }
}

function attributed(suggestion: Suggestion, { sampler, why }: Choice): Suggestion {
  const { origin } = suggestion;
  const reasons = origin.phase === "start" ? [origin.why] : [why, origin.why];
  return {
    ...suggestion,
    origin: {
      ...origin,
      sampler: "auto",
      by: sampler,
      why: reasons.filter((reason) => reason !== undefined).join(" "),
    },
  };
}
