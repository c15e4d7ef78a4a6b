/**
 * What all evolutionary samplers share: a population that trials join as they end, and children bred from it, one for
 * each trial that is asked for. Nobody waits for a generation to be complete: a child's parents are those that live when
 * it is asked for, and it competes with those that live when it ends.
 *
 * The samplers differ in who survives (`join`) and in how children come about (`breed`).
 */
import type { LossEntry } from "../../history";
import { type PreferredRegion, preferredRegion } from "../../pareto/preferred-region";
import type { Problem } from "../../problem";
import type { Rng } from "../../rng/rng";
import { type CompiledSpace, compileSpace, type Row } from "../../space/compiled-space";
import { rowAtUnit } from "../../space/encode";
import { byMetric } from "../../transfer/source-results";
import { entryUnits } from "../entry-units";
import { proposePoints } from "../propose-points";
import type { Sampler, SuggestRequest, SuggestResult } from "../sampler";
import { startDesign } from "../start-design";
import { FAILED, type Fitness, fitnessOf } from "./fitness";
import { growTaken, type TakenLog, takenPoints } from "./taken-log";
import { scatter } from "./variation";

export interface Individual {
  readonly number: number;
  /** The resource of the rung that its fitness is of; left out where there are no rungs. */
  readonly rung?: number;
  /** With several objectives, losses in the order of the metrics' names: the order they are listed in means nothing. */
  readonly fitness: Fitness;
  /** Unit coordinates; null where the parameter was inactive or its value says nothing about this space. */
  readonly genes: readonly (number | null)[];
}

export interface EvolutionState<Options> {
  readonly problem: Problem;
  readonly options: Options;
  readonly taken: TakenLog;
  /** In the order in which they joined. */
  readonly population: readonly Individual[];
  /** Trials that ended, cancelled ones aside; where there are rungs, those that are out and came to one are among them. */
  readonly ended: number;
}

export interface Child {
  /** Unit coordinates, one for each free parameter, whether or not it will be active. */
  readonly genes: Float64Array;
  readonly parents: readonly number[];
  /** The resource at which the parent in its place was compared, where there are rungs. */
  readonly rung?: number | undefined;
}

export interface Habitat<Options> {
  readonly compiled: CompiledSpace;
  readonly options: Options;
  readonly population: readonly Individual[];
}

export interface Evolution<Options> {
  readonly id: string;
  readonly learnsFrom?: Sampler<Options, unknown>["learnsFrom"];
  /** How many trials with a result the population needs before it breeds. */
  size(options: Options): number;
  /** The population after a trial has ended. */
  join(habitat: Habitat<Options>, newcomer: Individual): readonly Individual[];
  /** A child for trial `number`. */
  breed(habitat: Habitat<Options>, request: { readonly number: number; readonly rng: Rng }): Child;
}

export function evolutionSampler<Options>(evolution: Evolution<Options>): Sampler<Options, EvolutionState<Options>> {
  const { learnsFrom } = evolution;
  return {
    ...(learnsFrom && { learnsFrom }),
    initial: (problem, options) => ({ problem, options, taken: [], population: [], ended: 0 }),
    fold: (state, entries) => fold(evolution, state, entries),
    suggest: (state, request) =>
      isStart(evolution, state) ? suggestStart(evolution, state, request) : suggestChild(evolution, state, request),
  };
}

function fold<Options>(
  evolution: Evolution<Options>,
  state: EvolutionState<Options>,
  entries: readonly LossEntry[],
): EvolutionState<Options> {
  const { problem, options } = state;
  const compiled = compileSpace(problem.space);
  // One objective is ordered by its loss alone.
  const region = problem.objectives.length > 1 ? preferredRegion(problem.objectives) : [];
  let { population, ended } = state;
  for (const entry of entries) {
    if (entry.outcome === "cancelled") continue;
    ended += 1;
    // A later entry with the same number corrects the earlier one.
    population = population.filter(({ number }) => number !== entry.number);
    for (const newcomer of newcomersOf(problem, entry, region)) {
      population = evolution.join({ compiled, options, population }, newcomer);
    }
  }
  return { ...state, population, ended, taken: growTaken(state.taken, entries) };
}

/** A trial as it joins: once, or at each rung where it has a result to be compared by. Nobody for one that was cancelled. */
function newcomersOf(problem: Problem, entry: LossEntry, region: PreferredRegion): readonly Individual[] {
  const { number, rungs } = entry;
  const genes = genesOf(compileSpace(problem.space), entry);
  const joining = (as: LossEntry, at: Pick<Individual, "rung">): readonly Individual[] => {
    const fitness = fitnessOf(as, region);
    return fitness ? [{ number, fitness: inOrder(problem, fitness), genes, ...at }] : [];
  };
  if (!rungs) return joining(entry, {});
  return rungs.flatMap(({ resource, losses, excess }) =>
    losses === null ? [] : joining({ ...entry, outcome: "completed", losses, excess }, { rung: resource }),
  );
}

function inOrder(problem: Problem, fitness: Fitness): Fitness {
  if (fitness.losses.length !== problem.objectives.length) return fitness;
  const { missed } = fitness;
  const order = byMetric(problem);
  return {
    ...fitness,
    losses: order.map((objective) => fitness.losses[objective]),
    ...(missed && { missed: order.map((objective) => missed[objective]) }),
  };
}

function genesOf(compiled: CompiledSpace, entry: LossEntry): (number | null)[] {
  return Array.from(entryUnits(compiled, entry), (unit) =>
    Number.isNaN(unit) ? null : Math.min(1, Math.max(0, unit)),
  );
}

/** Breeding from fewer than this is copying. */
const PARENTS_MIN = 4;

/** Until enough results are in. Where most trials fail, twice as many that ended make up for them. */
function isStart<Options>(
  evolution: Evolution<Options>,
  { population, ended, options }: EvolutionState<Options>,
): boolean {
  const size = evolution.size(options);
  const alive = new Set(population.flatMap(({ number, fitness }) => (fitness.tier === FAILED ? [] : number))).size;
  return alive < size && (alive < PARENTS_MIN || ended < 2 * size);
}

function suggestStart<Options>(
  evolution: Evolution<Options>,
  state: EvolutionState<Options>,
  request: SuggestRequest,
): SuggestResult {
  const compiled = compileSpace(state.problem.space);
  const usual = `Start design: breeding begins with ${evolution.size(state.options)} results.`;
  const design = startDesign({ problem: state.problem, trials: evolution.size(state.options) }, request);
  return proposePoints(
    {
      sampler: evolution.id,
      compiled,
      taken: takenPoints(state.taken, request),
      draw: design.draw,
      origin: (point) => ({ phase: "start", why: design.why(point, usual) }),
    },
    request,
  );
}

function suggestChild<Options>(
  evolution: Evolution<Options>,
  { problem, options, population, taken }: EvolutionState<Options>,
  request: SuggestRequest,
): SuggestResult {
  const compiled = compileSpace(problem.space);
  const habitat = { compiled, options, population };
  let bred: Omit<Child, "genes"> = { parents: [] };
  const draw = (number: number, attempt: number): Row => {
    const rng = request.rng(`child-${attempt}`, number);
    const child = evolution.breed(habitat, { number, rng });
    bred = child;
    return rowAtUnit(compiled, scatter(compiled, child.genes, { attempt, rng }));
  };
  const origin = () => ({ phase: "model" as const, why: whyOf(bred) });
  return proposePoints({ sampler: evolution.id, compiled, taken: takenPoints(taken, request), draw, origin }, request);
}

function whyOf({ parents, rung }: Omit<Child, "genes">): string {
  const where = rung === undefined ? "" : `, for the place of one that was compared at resource ${rung}`;
  return `Child of ${named(parents)}${where}.`;
}

function named(numbers: readonly number[]): string {
  const distinct = [...new Set(numbers)];
  if (distinct.length === 1) return `trial ${distinct[0]}`;
  return `trials ${distinct.slice(0, -1).join(", ")} and ${distinct.at(-1)}`;
}
