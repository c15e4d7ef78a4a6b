/**
 * What samplers learn from when trials are trained to different resources: the results at the deepest rung that has enough
 * of them, as BOHB does (Falkner, Klein & Hutter 2018, arXiv:1807.01774, section 3.2: the model of the largest budget with
 * enough observations). Any sampler can be told of them, as none has to know of resources.
 *
 * Results at the rungs below are told beside, for who models them together: a trial stopped early says at its rung what it
 * does not say at this one.
 */
import { type CurvePoint, type LossEntry, type LossesBelow, toExcess, toLosses } from "../history";
import type { Problem } from "../problem";
import type { PendingPoint, Recalled } from "../recall";
import { startTrials } from "../sampler/start-design";
import { compileSpace } from "../space/compiled-space";
import { identityOf, isResult, kept, type Trial } from "./kept-entry";

export interface Rungs {
  /** Their resources, ascending. */
  readonly rungs: readonly number[];
  /** Results that a rung must have to be learnt from; left out, as many as a study needs that knows nothing else. */
  readonly enough?: number;
  /** Whether results at the rungs below are told as well. */
  readonly below?: boolean;
}

export interface AtRung extends Recalled {
  /** Whether it is the last: its results are of trials trained to the end. */
  readonly isLast: boolean;
}

/**
 * The history as it looks at one rung. A trial that is out but came to the rung is a result of it. One that is paused below
 * is as if stopped there: few of those go on, and a model that awaits them all takes the best of them for all but found. One
 * that trains on is out, with what it did below.
 */
export function atDeepestRung(
  { problem, entries, pending }: Recalled,
  { rungs, enough = startTrials(problem, compileSpace(problem.space).free.length), below = false }: Rungs,
): AtRung {
  // A later entry with the same number corrects the earlier one.
  const trials = [...new Map<number, Trial>([...pending, ...entries].map((one) => [one.number, one])).values()];
  const at = deepestWithEnough(problem, trials, { rungs, enough });
  const isLast = at === rungs.length - 1;
  if (at < 0) return { problem, entries, pending, isLast };
  const view: View = { problem, rungs, at, below: below ? rungs.slice(0, at) : [] };
  // By number: in which order trials are listed that are out says nothing.
  const known = [...pending]
    .sort((one, other) => one.number - other.number)
    .flatMap((trial) => outAt(view, trial) ?? []);
  const isKnown = new Set(known.map(({ number }) => number));
  return {
    problem,
    entries: [...entries.map((entry) => entryAt(view, entry)), ...known],
    pending: pending.filter(({ number }) => !isKnown.has(number)).map((trial) => withBelow(view, trial)),
    isLast,
  };
}

/** Index of the rung; the first when none has enough, -1 without rungs. */
function deepestWithEnough(
  problem: Problem,
  trials: readonly Trial[],
  { rungs, enough }: Required<Pick<Rungs, "rungs" | "enough">>,
): number {
  const has = (rung: number): number => trials.filter((trial) => isFiniteAt(problem, trial, rung)).length;
  for (let at = rungs.length - 1; at > 0; at -= 1) if (has(rungs[at]) >= enough) return at;
  return rungs.length > 0 ? 0 : -1;
}

function isFiniteAt({ objectives }: Problem, trial: Trial, rung: number): boolean {
  const point = pointAt(trial, rung);
  if (point) return toLosses(objectives, point.values) !== null;
  return "outcome" in trial && trial.outcome === "completed" && trial.losses !== null;
}

/**
 * Where a trial's curve comes to a rung: its first point there or beyond, as workers may report in larger steps. Null too for
 * what failed or was cancelled, wherever it had come.
 */
function pointAt(trial: Trial, rung: number): CurvePoint | null {
  if ("outcome" in trial && !isResult(trial)) return null;
  return trial.curve?.find(({ resource }) => resource >= rung) ?? null;
}

interface View {
  readonly problem: Problem;
  readonly rungs: readonly number[];
  /** Index of the rung that is learnt from. */
  readonly at: number;
  /** Those of the rungs below whose results are told. */
  readonly below: readonly number[];
}

/** A trial that ended before the rung has no result in it. */
function entryAt(view: View, entry: LossEntry): LossEntry {
  if (!isResult(entry)) return entry;
  const result = resultOf(view, entry);
  if (result) return result;
  // One that was told without coming here was trained to its end all the same.
  const losses = entry.outcome === "completed" ? entry.losses : null;
  return kept(view.problem, withBelow(view, { ...entry, losses }));
}

/** What is known of a trial that is out; null while it may come to the rung. */
function outAt(view: View, trial: PendingPoint): LossEntry | null {
  const result = resultOf(view, trial);
  if (result || !trial.paused) return result;
  const excess = toExcess(view.problem, {});
  const below = lossesBelow(view, trial);
  return kept(view.problem, { ...identityOf(trial), outcome: "pruned", losses: null, excess, below });
}

function resultOf(view: View, trial: Trial): LossEntry | null {
  const { problem, rungs, at } = view;
  const point = pointAt(trial, rungs[at]);
  if (!point) return null;
  const losses = toLosses(problem.objectives, point.values);
  const excess = toExcess(problem, point);
  return kept(problem, { ...identityOf(trial), outcome: "completed", losses, excess, below: lossesBelow(view, trial) });
}

function withBelow<One extends Trial>(view: View, trial: One): One {
  const below = lossesBelow(view, trial);
  return below.length > 0 ? { ...trial, below } : trial;
}

/** Of a report only the deepest rung that it has passed: it was trained farther than those before. */
function lossesBelow({ problem, rungs, at, below }: View, { curve = [] }: Trial): readonly LossesBelow[] {
  const ladder = Math.log(rungs[rungs.length - 1] / rungs[0]);
  return below.flatMap((rung, index) => {
    const point = curve.find(({ resource }) => resource >= rung && resource < rungs[index + 1]);
    const losses = point && toLosses(problem.objectives, point.values);
    return losses ? [{ distance: Math.log(rungs[at] / rung) / ladder, losses }] : [];
  });
}
