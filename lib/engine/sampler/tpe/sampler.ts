/**
 * Tree-structured Parzen estimator: splits the trials into few good ones and the rest, models where each lie, and
 * suggests what is likelier under the first than under the second.
 * Bergstra et al. 2011, section 4, with the constants of Optuna 5.0 (multivariate; trials that are out count as bad).
 *
 *   l(u) = density of good trials    g(u) = density of the others    acquisition ln l(u) - ln g(u)    u = unit coordinates
 *
 * Deviations: parameters are modelled jointly within a group of equal condition and group after group, parents first,
 * where the paper treats each alone; a branch is judged by its own trials (`group-model.ts`); ties share the good places
 * (`split-trials.ts`); good trials also weigh by their improvement (`improvement-weights.ts`); candidates also come from
 * the priors and from near the best trial (`candidates.ts`); no point is repeated. The reasons are where each is made.
 */
import type { LossEntry } from "../../history";
import { preferredRegion } from "../../pareto/preferred-region";
import { type CompiledSpace, compileSpace, type Row } from "../../space/compiled-space";
import { sampleRow } from "../../space/sample";
import { foldObserved, initialObserved, type ObservedState, takenByObserved } from "../observed-points";
import { proposePoints } from "../propose-points";
import type { Origin, Sampler, Suggestion, SuggestRequest, SuggestResult } from "../sampler";
import { startDesign } from "../start-design";
import { type Candidate, rankedCandidates } from "./candidates";
import type { TpeOptions } from "./definition";
import { type GroupModel, groupModel, type Told } from "./group-model";
import { informativeUnits, type ParameterGroup, parameterGroups } from "./parameter-groups";
import { isRanked } from "./rank-trials";

type TpeState = ObservedState<TpeOptions>;

export const tpeSampler: Sampler<TpeOptions, TpeState> = {
  initial: initialObserved,
  fold: foldObserved,
  suggest: (state, request) => (isStart(state) ? suggestStart(state, request) : suggestByModel(state, request)),
};

/** Until enough results are in. Failures teach too, but twice as many must have ended before they make up for results. */
function isStart({ entries, options }: TpeState): boolean {
  let ended = 0;
  let results = 0;
  for (const entry of entries) {
    if (isRanked(entry)) results += 1;
    if (entry.outcome !== "cancelled") ended += 1;
    if (results >= options.start_trials) return false;
  }
  return results === 0 || ended < 2 * options.start_trials;
}

function suggestStart(state: TpeState, request: SuggestRequest): SuggestResult {
  const compiled = compileSpace(state.problem.space);
  const usual = `Start design: the model begins with ${state.options.start_trials} results.`;
  const design = startDesign({ problem: state.problem, trials: state.options.start_trials }, request);
  return proposePoints(
    {
      sampler: "tpe",
      compiled,
      taken: takenByObserved(state, request),
      draw: design.draw,
      origin: (point) => ({ phase: "start", why: design.why(point, usual) }),
    },
    request,
  );
}

function suggestByModel(state: TpeState, request: SuggestRequest): SuggestResult {
  const compiled = compileSpace(state.problem.space);
  const tree = new TreeModel(compiled, state, request);
  const drawing = new Drawing(tree, request);
  const result = proposePoints(
    {
      sampler: "tpe",
      compiled,
      taken: takenByObserved(state, request),
      draw: (number, attempt) => drawing.draw(number, attempt),
      origin: () => drawing.origin(),
      accepted: (suggestion) => tree.addPending(suggestion),
    },
    request,
  );
  return { ...result, suggestions: result.suggestions.map(withoutStaleScore) };
}

/** A point that did not come from the model has no score of the model. */
function withoutStaleScore(suggestion: Suggestion): Suggestion {
  const { acquisition: _, ...origin } = suggestion.origin;
  return suggestion.origin.fallback ? { ...suggestion, origin } : suggestion;
}

const toldByEntry = new WeakMap<CompiledSpace, WeakMap<LossEntry, Told<LossEntry>>>();

/** What ended trials say. Remembered by identity: entries never change. */
function toldByEnded(compiled: CompiledSpace, entries: readonly LossEntry[]): Told<LossEntry>[] {
  const known = toldByEntry.get(compiled) ?? new WeakMap<LossEntry, Told<LossEntry>>();
  toldByEntry.set(compiled, known);
  return entries.map((trial) => {
    const before = known.get(trial);
    if (before) return before;
    const told = { trial, units: informativeUnits(compiled, trial.assignments) };
    known.set(trial, told);
    return told;
  });
}

/** The models of all groups, made when a branch is first entered, and anew when another trial is out. */
class TreeModel {
  readonly groups: readonly ParameterGroup[];
  readonly #ended: readonly Told<LossEntry>[];
  readonly #out: Told<{ readonly number: number }>[];
  readonly #models = new Map<ParameterGroup, GroupModel>();

  constructor(
    readonly compiled: CompiledSpace,
    private readonly state: TpeState,
    { pending }: SuggestRequest,
  ) {
    this.groups = parameterGroups(compiled, state.options.multivariate);
    this.#ended = toldByEnded(compiled, state.entries);
    this.#out = pending.map((trial) => ({ trial, units: informativeUnits(compiled, trial.assignments) }));
  }

  addPending(trial: Suggestion): void {
    this.#out.push({ trial, units: informativeUnits(this.compiled, trial.assignments) });
    this.#models.clear();
  }

  modelOf(group: ParameterGroup): GroupModel {
    const known = this.#models.get(group);
    if (known) return known;
    const { options, problem } = this.state;
    const evidence = { ended: this.#ended, out: this.#out };
    const model = groupModel(group, evidence, {
      options,
      objectives: problem.objectives.length,
      region: preferredRegion(problem.objectives),
    });
    this.#models.set(group, model);
    return model;
  }

  /** Whole rows, best first: the best point of each group given those before it, then the next best of the last group … */
  *rows(request: SuggestRequest, number: number): Generator<Candidate> {
    yield* this.#complete({ row: this.compiled.parameters.map(() => undefined), score: 0 }, 0, {
      rng: request.rng("candidates", number),
      tries: request.effort.tries,
    });
  }

  *#complete(
    { row, score }: Candidate,
    position: number,
    means: { readonly rng: ReturnType<SuggestRequest["rng"]>; readonly tries: number },
  ): Generator<Candidate> {
    if (position === this.groups.length) {
      yield { row, score };
      return;
    }
    const group = this.groups[position];
    if (!this.compiled.parameters[group.members[0]].isActive(row)) {
      yield* this.#complete({ row, score }, position + 1, means);
      return;
    }
    const { compiled } = this;
    const count = this.state.options.candidates;
    const ranked = rankedCandidates({ compiled, group, model: this.modelOf(group), count, ...means }, row);
    for (const next of ranked) {
      yield* this.#complete({ row: next.row, score: score + next.score }, position + 1, means);
    }
  }

  describe(): string {
    const { good, ranked } = this.modelOf(this.groups[0]).split;
    return `Typical of the best ${good} of ${ranked} trials and not of the others.`;
  }
}

/** One trial number's draws in turn: the model's rows, and when all are refused, the priors. */
class Drawing {
  #number = -1;
  #rows: Generator<Candidate> | null = null;
  #score: number | null = null;
  #prior: ReturnType<SuggestRequest["rng"]>;

  constructor(
    private readonly tree: TreeModel,
    private readonly request: SuggestRequest,
  ) {
    this.#prior = request.rng("prior", 0);
  }

  draw(number: number, attempt: number): Row {
    if (attempt === 0 || number !== this.#number) {
      this.#number = number;
      this.#rows = this.tree.rows(this.request, number);
      this.#prior = this.request.rng("prior", number);
    }
    const next = this.#rows?.next();
    if (next && !next.done) {
      this.#score = next.value.score;
      return next.value.row;
    }
    this.#score = null;
    return sampleRow(this.tree.compiled, this.#prior);
  }

  origin(): Partial<Origin> {
    if (this.#score === null)
      return { phase: "model", why: "The model's candidates were taken or broke a constraint." };
    const acquisition = { name: "log_density_ratio", value: this.#score };
    return { phase: "model", why: this.tree.describe(), acquisition };
  }
}
