/**
 * A share of the trials drawn at random while a model follows a rung that is not the last: what does well early may do
 * badly at the end, and a model of early results fills the rungs with its like, so that nothing else is ever promoted.
 * Falkner, Klein & Hutter 2018 (BOHB), arXiv:1807.01774, section 3.2: "a constant fraction ρ", 1/3 in their code.
 *
 * Deviations: none once enough trials were trained to the end to be learnt from themselves, and none in the sampler's own
 * start, which begins with the defaults and with the best points of other studies.
 */
import type { LossEntry } from "../history";
import type { Problem } from "../problem";
import { foldRemembered } from "../remembered-fold";
import { randomSampler } from "../sampler/random/sampler";
import type { Sampler, Suggestion, SuggestRequest, SuggestResult } from "../sampler/sampler";
import { startTrials } from "../sampler/start-design";
import { compileSpace } from "../space/compiled-space";

const RANDOM_SHARE = 1 / 3;
const WHY = "Drawn at random, as every third trial on average while few are trained to the end.";

interface Study {
  /** Whose trials these are among. */
  readonly sampler: string;
  readonly problem: Problem;
  readonly entries: readonly LossEntry[];
  /** The sampler's own answer. */
  readonly model: (request: SuggestRequest) => SuggestResult;
}

export function suggestAmongRandom(study: Study, request: SuggestRequest): SuggestResult {
  const suggestions: Suggestion[] = [];
  for (const { atRandom, numbers } of runsOf(study.problem, request)) {
    const own = { ...request, numbers, pending: [...request.pending, ...suggestions] };
    const drawn = atRandom ? drawnFor(study, own) : null;
    // Where chance finds nothing within the constraints a model may.
    const result = drawn && !drawn.exhausted ? drawn : study.model(own);
    suggestions.push(...result.suggestions);
    if (result.exhausted) return { ...result, suggestions };
  }
  return { suggestions, exhausted: false, diagnostics: [] };
}

interface Run {
  readonly atRandom: boolean;
  readonly numbers: number[];
}

/** Neighbouring numbers that are the model's are asked for together. */
function runsOf(problem: Problem, { numbers, rng }: SuggestRequest): readonly Run[] {
  const start = startTrials(problem, compileSpace(problem.space).free.length);
  const runs: Run[] = [];
  for (const number of numbers) {
    const atRandom = number >= start && rng("among-random", number).uniform() < RANDOM_SHARE;
    const last = runs.at(-1);
    if (last?.atRandom === atRandom) last.numbers.push(number);
    else runs.push({ atRandom, numbers: [number] });
  }
  return runs;
}

function drawnFor({ sampler: name, problem, entries }: Study, request: SuggestRequest): SuggestResult {
  const sampler: Sampler<unknown, unknown> = randomSampler;
  const state = foldRemembered(sampler, { name: "among-random", problem, options: {}, entries });
  const own: SuggestRequest = { ...request, rng: (purpose, number) => request.rng(`among-random/${purpose}`, number) };
  const result = sampler.suggest(state, own);
  const suggestions = result.suggestions.map((suggestion) => ({
    ...suggestion,
    origin: { ...suggestion.origin, sampler: name, by: "random", phase: "start" as const, why: WHY },
  }));
  return { ...result, suggestions };
}
