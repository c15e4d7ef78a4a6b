/**
 * Sequential model-based optimization with a random forest, after SMAC's facade for hyperparameters: a forest predicts
 * mean and variance of the loss, and the next trial goes where the expected improvement is largest. A share of the trials
 * is drawn at random between, which keeps the search complete.
 *
 * Hutter, Hoos & Leyton-Brown 2011, sections 4.1 to 4.3; Lindauer et al. 2022 (10 trees, log EI, 20 % at random, Sobol start).
 *
 * Deviations from SMAC: losses on a logarithmic scale that does not depend on zero (`target-scale.ts`); inactive parameters are
 * a branch of their own instead of a number (`forest.ts`); pending trials condition the variance (`pending-belief.ts`);
 * failed trials stand at the worst result and also teach a second forest where trials fail; no racing, since each trial is one
 * evaluation here. Choices are renumbered by appearance, so that names and order of a list decide nothing.
 */
import type { Rng } from "../../rng/rng";
import { type CompiledSpace, compileSpace, type Row } from "../../space/compiled-space";
import { rowAtUnit } from "../../space/encode";
import { pointUnits } from "../../space/point-units";
import { choicesByAppearance } from "../../space/reorder-choices";
import { foldObserved, initialObserved, type ObservedState, takenByObserved } from "../observed-points";
import { proposePoints } from "../propose-points";
import type { Origin, Sampler, Suggestion, SuggestRequest, SuggestResult } from "../sampler";
import { SPREAD, startDesign, startTrials } from "../start-design";
import { CandidatePool, drawUnits } from "./candidate-pool";
import { Candidates } from "./candidates";
import type { RandomForestOptions } from "./definition";
import { KnownPoints } from "./known-points";
import type { Candidate } from "./local-search";
import { countLearned, type Observations, toObservations } from "./observations";
import { BELIEFS_MAX } from "./pending-belief";
import { fitSurface, type Surface } from "./surface";

type State = ObservedState<RandomForestOptions>;

const ID = "random-forest";
/** Columns a split looks at: fewer make trees differ (Breiman 2001, section 4), but two parameters are both looked at. */
export const COLUMN_SHARE = 0.6;
/** A random trial is chosen among so many draws from the prior, out of at most twice as many. */
const DRAWS_KEPT = 8;
const DRAWS_MAX = 16;

export const randomForestSampler: Sampler<RandomForestOptions, State> = {
  initial: initialObserved,
  fold: foldObserved,
  suggest: (state, request) => {
    const { problem, options, entries } = state;
    const compiled = compileSpace(
      choicesByAppearance(
        problem.space,
        entries.map(({ assignments }) => assignments),
      ),
    );
    const start = options.start_trials ?? startTrials(problem, compiled.free.length);
    const observations = countLearned(entries) >= start ? toObservations(compiled, entries) : null;
    return observations
      ? suggestByModel({ state, request, compiled, observations })
      : suggestStart(state, request, start);
  },
};

function suggestStart(state: State, request: SuggestRequest, trials: number): SuggestResult {
  const compiled = compileSpace(state.problem.space);
  const design = startDesign({ problem: state.problem, trials }, request);
  return proposePoints(
    {
      sampler: ID,
      compiled,
      taken: takenByObserved(state, request),
      draw: design.draw,
      origin: (point) => ({ phase: "start", why: design.why(point, SPREAD) }),
    },
    request,
  );
}

interface Modelled {
  readonly state: State;
  readonly request: SuggestRequest;
  readonly compiled: CompiledSpace;
  readonly observations: Observations;
}

/** One suggestion after the other: each is believed in before the next is made. */
function suggestByModel(modelled: Modelled): SuggestResult {
  const { state, request, compiled, observations } = modelled;
  const [first = 0] = request.numbers;
  const { trees, random_share: randomShare } = state.options;
  const surface = fitSurface(observations, {
    options: { trees, leafSize: 1, columnShare: COLUMN_SHARE, thresholds: "random" },
    rngOf: (purpose, tree) => request.rng(purpose, first * trees + tree),
  });
  const out = [...request.pending]
    .sort((one, other) => one.number - other.number)
    .map(({ assignments }) => pointUnits(compiled, assignments));
  for (const unit of out.slice(-Math.max(1, BELIEFS_MAX - request.numbers.length))) surface.believe(unit);
  const ended = state.entries.map(({ assignments }) => pointUnits(compiled, assignments));
  const known = new KnownPoints(observations.data.levels, { ended, out });
  const drawn = {
    compiled,
    observations,
    surface,
    tried: [...ended, ...out],
    known,
    candidates: request.effort.candidates,
  };
  const candidates = new Candidates({ ...drawn, rng: request.rng("candidates", first) });
  const taken = takenByObserved(state, request);
  // A batch shares the work of one request: its members are close to each other in rank anyway.
  const searches = Math.ceil(request.effort.searches / Math.min(request.numbers.length, request.effort.searches));
  const suggestions: Suggestion[] = [];
  for (const number of request.numbers) {
    const atRandom = request.rng("interleave", number).uniform() < randomShare;
    const ranked = atRandom ? null : candidates.ranked(searches, request.rng("search", number));
    const draws = new Draws({ compiled, surface, known, ranked, rng: request.rng("draw", number) });
    const source = { sampler: ID, compiled, taken, draw: () => draws.next() };
    const { suggestions: made, ...rest } = proposePoints(source, { ...request, numbers: [number] });
    if (made.length === 0) return { suggestions, ...rest };
    suggestions.push({ ...made[0], origin: explain(made[0].origin, draws, modelled) });
    const unit = pointUnits(compiled, made[0].assignments);
    surface.believe(unit);
    known.addOut(unit);
  }
  return { suggestions, exhausted: false, diagnostics: [] };
}

interface DrawSource {
  readonly compiled: CompiledSpace;
  readonly surface: Surface;
  readonly known: KnownPoints;
  /** Null for a trial at random. */
  readonly ranked: Generator<Candidate> | null;
  readonly rng: Rng;
}

/** Ranked candidates as long as there are any, then draws from the prior. */
class Draws {
  /** What the latest draw was; null when it was random. */
  latest: Candidate | null = null;
  readonly #scratch: CandidatePool;
  readonly #unit: Float64Array;

  constructor(readonly source: DrawSource) {
    this.#scratch = new CandidatePool(source.compiled, 1);
    this.#unit = new Float64Array(source.compiled.free.length);
  }

  next(): Row {
    const found = this.source.ranked?.next();
    this.latest = found && !found.done ? found.value : null;
    return rowAtUnit(this.source.compiled, this.latest?.unit ?? this.#random());
  }

  /**
   * A draw from the prior. Where there are branches, of several the one whose branch was tried least, and there the one
   * farthest from what was tried: the model may pass over a branch whose mean is bad for ever, though its best is the best of
   * all. A draw is refused with the probability that its evaluation fails.
   */
  #random(): Float64Array {
    const { compiled, rng, surface, known } = this.source;
    const wanted = compiled.parameters.some(({ parameter }) => parameter.when) ? DRAWS_KEPT : 1;
    let chosen: { unit: Float64Array; tried: number; distance: number } | null = null;
    let kept = 0;
    for (let attempt = 0; attempt < DRAWS_MAX && kept < wanted; attempt += 1) {
      drawUnits(compiled, rng, this.#unit);
      this.#scratch.clear();
      if (!this.#scratch.add(this.#unit, rng)) continue;
      const unit = this.#scratch.at(0).slice();
      if (rng.uniform() >= surface.chanceOfEvaluation(unit) || known.isCrowded(unit)) continue;
      kept += 1;
      const [tried, distance] = [known.inBranch(unit), known.distanceInBranch(unit)];
      if (!chosen || tried < chosen.tried || (tried === chosen.tried && distance > chosen.distance)) {
        chosen = { unit, tried, distance };
      }
    }
    return chosen?.unit ?? this.#unit;
  }
}

function explain(origin: Origin, { latest, source }: Draws, { state, observations }: Modelled): Origin {
  const phase = "model";
  if (origin.fallback) return { ...origin, phase };
  if (!latest) {
    const why = source.ranked
      ? "Drawn at random: every candidate of the model has been tried."
      : "Drawn at random, as a share of the trials is, so that what the model overlooks is seen too.";
    return { ...origin, phase, why };
  }
  return {
    ...origin,
    phase,
    why: "The forest expects the largest improvement here.",
    acquisition: { name: "log-expected-improvement", value: latest.value },
    ...predicted(latest, { state, observations }),
  };
}

/** Mean and deviation in the objective's unit: the scale is bent, so the deviation is half the way from one below to one above. */
function predicted({ mean, deviation }: Candidate, { state, observations }: Pick<Modelled, "state" | "observations">) {
  const { toLoss } = observations.scale;
  const loss = toLoss(mean);
  const sd = (toLoss(mean + deviation) - toLoss(mean - deviation)) / 2;
  // Near ±1e308 the way back may overflow; no prediction says more than an infinite one.
  if (!Number.isFinite(loss) || !Number.isFinite(sd)) return {};
  const maximized = state.problem.objectives[0]?.direction === "maximize";
  return { predicted: { mean: maximized ? 0 - loss : loss, sd } };
}
