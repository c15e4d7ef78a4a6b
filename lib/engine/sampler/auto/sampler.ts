/**
 * The sampler for who does not want to choose one: each trial goes to the model that the policy names, and its origin says
 * which and why. The models share one history, and each is told of what the others have out.
 */
import { compileSpace } from "../../space/compiled-space";
import { foldObserved, initialObserved, type ObservedState, takenByObserved, withPast } from "../observed-points";
import { proposePoints } from "../propose-points";
import type { Sampler, Suggestion, SuggestRequest, SuggestResult } from "../sampler";
import { isTooShort, startDesign, TOO_SHORT } from "../start-design";
import { withinBranch } from "./branch-floor";
import type { Choice } from "./choice";
import { mayBeOnlyOfGp } from "./choice-by-space";
import type { AutoOptions } from "./definition";
import { delegates, fitGp } from "./delegates";
import { chooseSamplers } from "./policy";

export const autoSampler: Sampler<AutoOptions, ObservedState<AutoOptions>> = {
  // Of the others that it may choose none reads the rungs below: three results would be all they are told.
  learnsFrom: (problem) => (mayBeOnlyOfGp(problem) ? "rungs-below" : null),
  initial: initialObserved,
  fold: foldObserved,
  suggest(folded, request) {
    const state = withPast(folded, request);
    if (isTooShort(state.problem)) return suggestSpread(state, request);
    const choices = chooseSamplers({ ...state, request });
    const suggestions: Suggestion[] = [];
    for (const { choice, numbers } of runsOf(choices, request.numbers)) {
      const own = { ...request, numbers, pending: [...request.pending, ...suggestions] };
      const result = suggestInBranch(choice, state, own) ?? suggestBy(choice, state, own);
      suggestions.push(...result.suggestions.map((suggestion) => attributed(suggestion, choice)));
      if (result.exhausted) return { ...result, suggestions };
    }
    return { suggestions, exhausted: false, diagnostics: [] };
  },
  fit(folded, request) {
    if (isTooShort(folded.problem)) return;
    const state = withPast(folded, request);
    const [first = 0] = request.numbers;
    const numbers = Array.from({ length: FITTED_FOR }, (_, index) => first + index);
    for (const { sampler, branch } of chooseSamplers({ ...state, request: { ...request, numbers } })) {
      if (sampler !== "gp") continue;
      fitGp(branch ? { ...state, problem: withinBranch(state.problem, branch) } : state, request);
    }
  },
};

/** So many trials ahead their samplers are chosen where something is fitted for them. */
const FITTED_FOR = 16;

function suggestSpread(state: ObservedState<AutoOptions>, request: SuggestRequest): SuggestResult {
  const { problem } = state;
  const design = startDesign({ problem, trials: problem.maxTrials ?? 0, short: true }, request);
  return proposePoints(
    {
      sampler: "auto",
      compiled: compileSpace(problem.space),
      taken: takenByObserved(state, request),
      draw: design.draw,
      origin: (point) => ({ phase: "start", why: design.why(point, TOO_SHORT) }),
    },
    request,
  );
}

interface Run {
  readonly choice: Choice;
  readonly numbers: number[];
}

/** Neighbouring numbers of one sampler are asked for together, those for a branch by themselves. */
function runsOf(choices: readonly Choice[], numbers: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (const [index, choice] of choices.entries()) {
    const last = runs.at(-1);
    if (last?.choice.sampler === choice.sampler && !last.choice.branch && !choice.branch)
      last.numbers.push(numbers[index]);
    else runs.push({ choice, numbers: [numbers[index]] });
  }
  return runs;
}

/** Null where there is no branch to keep to, and when it has no further point. */
function suggestInBranch(
  { branch, ...choice }: Choice,
  state: ObservedState<AutoOptions>,
  request: SuggestRequest,
): SuggestResult | null {
  if (!branch) return null;
  const result = suggestBy(choice, { ...state, problem: withinBranch(state.problem, branch) }, request);
  if (result.exhausted) return null;
  const why = `A trial for ${branch.parameter} = ${JSON.stringify(branch.value)}, which has had ${branch.trials} of the ${branch.floor} that each branch gets.`;
  const suggestions = result.suggestions.map((suggestion) => ({
    ...suggestion,
    origin: { ...suggestion.origin, why: [why, suggestion.origin.why].filter((part) => part !== undefined).join(" ") },
  }));
  return { ...result, suggestions };
}

function suggestBy({ sampler }: Choice, state: ObservedState<AutoOptions>, request: SuggestRequest): SuggestResult {
  return delegates[sampler](state, {
    ...request,
    rng: (purpose, number) => request.rng(`${sampler}/${purpose}`, number),
  });
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
