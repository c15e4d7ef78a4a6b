/**
 * Bayesian optimization with a Gaussian process: fit a model to the results, then try the point where the acquisition is
 * largest. Jones, Schonlau & Welch 1998; Snoek, Larochelle & Adams 2012; the parts are cited where they are.
 *
 * Pending trials lower the variance where they are and leave the mean alone: no result is made up for them (Riegler et al.
 * 2026, arXiv:2603.13501, for why that is enough). Points asked for together are found one after the other, each under the
 * results that those before may have, of use or not. Differs from the usual in that repeats are one observation with less
 * noise, failures are modelled apart, and how results are warped is chosen by the data.
 */
import { type CompiledSpace, compileSpace } from "../../space/compiled-space";
import { pointUnits } from "../../space/point-units";
import { foldObserved, initialObserved, type ObservedState, takenByObserved, withPast } from "../observed-points";
import { proposePoints } from "../propose-points";
import type { Origin, Sampler, Suggestion, SuggestRequest } from "../sampler";
import { isTooShort, SPREAD, type StartDesign, startDesign, startTrials, TOO_SHORT } from "../start-design";
import type { GpOptions } from "./definition";
import { fitBeside } from "./fit-beside";
import type { Ranked } from "./local-search";
import { type Observations, toObservations } from "./observations";
import { RankedDraws } from "./ranked-draws";
import { fitRankingModel, type Proposal, type RankingModel } from "./ranking-model";
import { pointsOfWholeSpace } from "./whole-space";

export const gpSampler: Sampler<GpOptions, ObservedState<GpOptions>> = {
  learnsFrom: () => "rungs-below",
  initial: initialObserved,
  fold: foldObserved,
  suggest(folded, request) {
    const state = withRunning(withPast(folded, request), request);
    const compiled = compileSpace(state.problem.space);
    const observations = toObservations(compiled, state);
    const model = isStart(state, compiled, observations)
      ? null
      : fitRankingModel(state, { compiled, observations, request, start: startOf(state, compiled) });
    const taken = takenByObserved(state, request);
    const short = hasNoModel(state);
    const start = startDesign({ problem: state.problem, trials: startOf(state, compiled), short }, request);
    const suggestions: Suggestion[] = [];
    for (const number of request.numbers) {
      // What is learnt of the points before this one is learnt anew for the next: a large batch would fill the memory.
      const proposal = request.kernels.during(() => model?.rank(number, suggestions) ?? null);
      const draws = new RankedDraws({ compiled, ranked: proposal?.ranked ?? [], start });
      const result = proposePoints(
        {
          sampler: "gp",
          compiled,
          taken,
          draw: (trial, attempt) => draws.draw(trial, attempt),
          origin: (point) =>
            originOf({ state, model, proposal, start, point, chosen: draws.chosen(point.fingerprint) }),
        },
        { ...request, numbers: [number] },
      );
      suggestions.push(
        ...result.suggestions.map((suggestion) => withPrediction(suggestion, { state, compiled, model })),
      );
      if (result.exhausted) return { ...result, suggestions };
    }
    return { suggestions, exhausted: false, diagnostics: [] };
  },
  fit(folded, request) {
    const state = withPast(folded, request);
    const compiled = compileSpace(state.problem.space);
    const observations = toObservations(compiled, state);
    if (!isStart(state, compiled, observations)) fitBeside(state, observations, request.kernels);
  },
};

function withRunning(state: ObservedState<GpOptions>, { pending }: SuggestRequest): ObservedState<GpOptions> {
  const running = pending.filter(({ below = [] }) => below.length > 0);
  return running.length > 0 ? { ...state, running } : state;
}

/** A space that is tried completely is ordered by the model from so many results on. */
const WHOLE_SPACE_START = 10;

/** Whether there is too little to learn from yet. Failures count half: of a study that only fails nothing is learnt. */
function isStart(
  state: ObservedState<GpOptions>,
  compiled: CompiledSpace,
  { observed, failed, below }: Observations,
): boolean {
  if (observed.length < 2 || compiled.free.length === 0) return true;
  const wanted = startOf(state, compiled);
  // Results below are a start: the trials that came there were spread.
  if (below.length > 0 && state.options.start_trials === undefined && !hasNoModel(state)) return false;
  return observed.length + failed.length / 2 < wanted;
}

/** An explicit option goes before what is known of the budget. */
function startOf(state: ObservedState<GpOptions>, compiled: CompiledSpace): number {
  const { problem, options } = state;
  if (options.start_trials !== undefined) return options.start_trials;
  if (hasNoModel(state)) return Number.POSITIVE_INFINITY;
  const start = startTrials(problem, compiled.free.length);
  return pointsOfWholeSpace(problem, compiled) ? Math.min(start, WHOLE_SPACE_START) : start;
}

function hasNoModel({ problem, options }: ObservedState<GpOptions>): boolean {
  return options.start_trials === undefined && isTooShort(problem);
}

interface Predicting {
  readonly state: ObservedState<GpOptions>;
  readonly compiled: CompiledSpace;
  readonly model: RankingModel | null;
}

/** What the model expects, said of the metric as the owner knows it; the suggestion as it is where no model chose. */
function withPrediction(suggestion: Suggestion, { state, compiled, model }: Predicting): Suggestion {
  if (!model || suggestion.origin.phase !== "model") return suggestion;
  const said = model.predict(pointUnits(compiled, suggestion.assignments));
  if (!said || !Number.isFinite(said.mean) || !Number.isFinite(said.sd)) return suggestion;
  const { mean, sd } = said;
  const [{ direction }] = state.problem.objectives;
  const predicted = { mean: direction === "maximize" ? 0 - mean : mean, sd };
  return { ...suggestion, origin: { ...suggestion.origin, predicted } };
}

interface OriginRequest {
  readonly state: ObservedState<GpOptions>;
  readonly model: RankingModel | null;
  readonly proposal: Proposal | null;
  readonly start: StartDesign;
  readonly point: Pick<Suggestion, "number" | "fingerprint">;
  /** Null for a point that the model did not rank. */
  readonly chosen: Ranked | null;
}

function originOf({ state, model, proposal, start, point, chosen }: OriginRequest): Partial<Origin> {
  if (!model || !proposal || proposal.ranked.length === 0) {
    return { phase: "start", why: start.why(point, hasNoModel(state) ? TOO_SHORT : SPREAD) };
  }
  if (!chosen) return { phase: "model", why: "The model's candidates were taken or broke a constraint." };
  return { phase: "model", acquisition: { name: model.acquisition, value: chosen.value }, why: proposal.why };
}
