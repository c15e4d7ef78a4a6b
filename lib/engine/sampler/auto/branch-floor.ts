/**
 * A floor of trials for each branch of a conditional tree, so that no model drops a branch it has hardly seen: the branch
 * that is worst on average may hold the optimum, and each of its trials costs the model more belief in it.
 * Three trials at least and a twentieth of all; at most every third trial is spent on it, and none before the model has had
 * its own way for a while: earlier ones cost more than they found, above all where the parent is a number.
 */
import type { LossEntry, PendingTrial } from "../../history";
import type { Problem } from "../../problem";
import { type CompiledSpace, compileSpace } from "../../space/compiled-space";
import { leafHolds, leavesOf } from "../../space/condition";
import { type Assignments, type Branch, type Condition, readAssignment, type Scalar } from "../../space/space";

const FLOOR_MIN = 3;
const FLOOR_SHARE = 0.05;
/** Every so manyth trial number may go to a branch below its floor. */
const EVERY = 3;
/** The first trial that may go to one; of a short study whose budget is known, after so large a share of it. */
const FIRST_NUMBER = 40;
const FIRST_SHARE = 0.4;
/** A parent with more values would spend the study on floors. */
const VALUES_MAX = 8;
/** In wider branches so few trials say nothing. */
const PARAMETERS_MAX = 10;

export interface StarvedBranch extends Branch {
  readonly trials: number;
  readonly floor: number;
}

interface Tally {
  readonly entries: readonly LossEntry[];
  readonly pending: readonly PendingTrial[];
}

/** Counts what each branch has had, also of trials that are planned in the same request. */
export class BranchFloors {
  readonly #branches: readonly Branch[];
  readonly #trials: Assignments[];
  readonly #first: number;

  constructor({ space, maxTrials = Number.POSITIVE_INFINITY }: Problem, { entries, pending }: Tally) {
    this.#branches = branchesOf(compileSpace(space));
    this.#first = Math.min(FIRST_NUMBER, Math.ceil(FIRST_SHARE * maxTrials));
    const counted = entries.filter(({ outcome }) => outcome !== "cancelled");
    this.#trials = [...counted, ...pending].map(({ assignments }) => assignments);
  }

  /** The branch that trial `number` is for: the one that lacks most; null when it is for nobody's floor. */
  take(number: number): StarvedBranch | null {
    if (number < this.#first || number % EVERY !== EVERY - 1) return null;
    const starved = this.#branches
      .map((branch) => this.#standing(branch))
      .filter(({ trials, floor }) => trials < floor);
    const [first, ...rest] = starved;
    if (!first) return null;
    const chosen = rest.reduce((most, one) => (one.floor - one.trials > most.floor - most.trials ? one : most), first);
    this.#trials.push({ [chosen.parameter]: chosen.value });
    return chosen;
  }

  #standing(branch: Branch): StarvedBranch {
    let [trials, present] = [0, 0];
    for (const assignments of this.#trials) {
      const value = readAssignment(assignments, branch.parameter);
      if (value !== undefined) present += 1;
      if (value === branch.value) trials += 1;
    }
    return { ...branch, trials, floor: Math.max(FLOOR_MIN, Math.floor(FLOOR_SHARE * present)) };
  }
}

const known = new WeakMap<CompiledSpace, readonly Branch[]>();

/** The values of each listed parameter that others depend on, in the space's order. */
export function branchesOf(compiled: CompiledSpace): readonly Branch[] {
  const branches = known.get(compiled) ?? listBranches(compiled);
  known.set(compiled, branches);
  return branches;
}

function listBranches(compiled: CompiledSpace): readonly Branch[] {
  const parents = new Set(
    compiled.parameters.flatMap(({ parameter: { when } }) =>
      when ? leavesOf(when).map((leaf) => leaf.parameter) : [],
    ),
  );
  return compiled.free.flatMap((index) => {
    const { name, parameter, domain } = compiled.parameters[index];
    if (!parents.has(name) || parameter.type === "float" || domain.count === null || domain.count > VALUES_MAX)
      return [];
    const values = Array.from({ length: domain.count }, (_, level) => domain.valueAt(level));
    return values
      .map((value): Branch => ({ parameter: name, value }))
      .filter((branch) => parametersIn(compiled, branch) <= PARAMETERS_MAX);
  });
}

/** How many parameters with more than one value can exist in a branch. */
function parametersIn({ free, parameters }: CompiledSpace, branch: Branch): number {
  return free.filter((index) => {
    const { when } = parameters[index].parameter;
    return !when || canHold(when, branch.parameter, branch.value);
  }).length;
}

/** Whether a condition can hold while one parameter has this value. */
function canHold(condition: Condition, parameter: string, value: Scalar): boolean {
  if (condition.kind === "all") return condition.of.every((part) => canHold(part, parameter, value));
  if (condition.kind === "any") return condition.of.some((part) => canHold(part, parameter, value));
  return condition.parameter !== parameter || leafHolds(condition, value);
}

const restricted = new WeakMap<Problem, Map<string, Problem>>();

/** The problem within one branch. Remembered, so that what is remembered of it holds from one request to the next. */
export function withinBranch(problem: Problem, { parameter, value }: Branch): Problem {
  const ofProblem = restricted.get(problem) ?? new Map<string, Problem>();
  restricted.set(problem, ofProblem);
  const key = JSON.stringify([parameter, value]);
  const within = ofProblem.get(key) ?? { ...problem, space: { ...problem.space, branch: { parameter, value } } };
  ofProblem.set(key, within);
  return within;
}
