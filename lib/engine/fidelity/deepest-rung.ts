/**
 * What samplers learn from when trials are trained to different resources: the results at the deepest rung that has enough
 * of them, as BOHB does (Falkner, Klein & Hutter 2018, arXiv:1807.01774, section 3.2: the model of the largest budget with
 * enough observations). Any sampler can be told of them, as none has to know of resources.
 *
 * Rungs below are sources (`transfer`): a Gaussian process has its prior mean from them, each of which has its own from the
 * one below it (`surrogate/gp/source-fits.ts`), so it models the difference between rungs: the autoregressive model of
 * Kennedy & O'Hagan 2000 in its recursive form, joint over assignments and resource, fitted one rung after the other.
 */
import { type CurvePoint, type LossEntry, toExcess, toLosses } from "../history";
import type { Problem, Source, SourceResult } from "../problem";
import { type PendingPoint, type Recalled, same } from "../recall";
import { startTrials } from "../sampler/start-design";
import { compileSpace } from "../space/compiled-space";
import { identityOf, isResult, kept, type Trial } from "./kept-entry";

/** Rungs below the one that is learnt from that inform it: farther ones say little that nearer ones do not. */
const SOURCES_MAX = 3;

export interface Rungs {
  /** Their resources, ascending. */
  readonly rungs: readonly number[];
  /** Results that a rung must have to be learnt from; left out, as many as a study needs that knows nothing else. */
  readonly enough?: number;
}

export interface AtRung extends Recalled {
  /** Whether it is the last: its results are of trials trained to the end. */
  readonly isLast: boolean;
}

/**
 * The history as it looks at one rung. A trial that is out but came to the rung is a result of it. One that is paused below
 * is as if stopped there: few of those go on, and a model that awaits them all takes the best of them for all but found.
 */
export function atDeepestRung(
  { problem, entries, pending }: Recalled,
  { rungs, enough = startTrials(problem, compileSpace(problem.space).free.length) }: Rungs,
): AtRung {
  // A later entry with the same number corrects the earlier one.
  const trials = [...new Map<number, Trial>([...pending, ...entries].map((one) => [one.number, one])).values()];
  const at = deepestWithEnough(problem, trials, { rungs, enough });
  const isLast = at === rungs.length - 1;
  if (at < 0) return { problem, entries, pending, isLast };
  const below = rungs.slice(Math.max(0, at - SOURCES_MAX), at);
  const known = inOrder(pending).flatMap((trial) => outAt(problem, trial, rungs[at]) ?? []);
  return {
    problem: below.length > 0 ? withSources(problem, trials, below) : problem,
    entries: [...entries.map((entry) => entryAt(problem, entry, rungs[at])), ...known],
    pending: pending.filter((trial) => !known.some(({ number }) => number === trial.number)),
    isLast,
  };
}

/** By number: in which order trials are listed that are out, or that a source is made of, says nothing. */
function inOrder<Listed extends Trial>(trials: readonly Listed[]): readonly Listed[] {
  return [...trials].sort((one, other) => one.number - other.number);
}

/** Index of the rung; the first when none has enough, -1 without rungs. */
function deepestWithEnough(problem: Problem, trials: readonly Trial[], { rungs, enough }: Required<Rungs>): number {
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

/** A trial that ended before the rung has no result in it. */
function entryAt(problem: Problem, entry: LossEntry, rung: number): LossEntry {
  if (!isResult(entry)) return entry;
  const result = resultOf(problem, entry, rung);
  if (result) return result;
  // One without a curve was trained to its end all the same.
  return entry.outcome === "completed" ? entry : kept(problem, { ...entry, losses: null });
}

/** What is known of a trial that is out; null while it may come to the rung. */
function outAt(problem: Problem, trial: PendingPoint, rung: number): LossEntry | null {
  const result = resultOf(problem, trial, rung);
  if (result || !trial.paused) return result;
  return kept(problem, { ...identityOf(trial), outcome: "pruned", losses: null, excess: toExcess(problem, {}) });
}

function resultOf(problem: Problem, trial: Trial, rung: number): LossEntry | null {
  const point = pointAt(trial, rung);
  if (!point) return null;
  const losses = toLosses(problem.objectives, point.values);
  return kept(problem, { ...identityOf(trial), outcome: "completed", losses, excess: toExcess(problem, point) });
}

/** A rung below is looked at anew when it has grown by a quarter: its model is fitted each time, and hardly moves before. */
const GROWTH = 1.25;

const informed = new WeakMap<Problem, Problem>();

/** The problem with the results of the rungs below as sources; the same object for as long as they are the same. */
function withSources(problem: Problem, trials: readonly Trial[], below: readonly number[]): Problem {
  const byNumber = inOrder(trials);
  const sources = [...(problem.sources ?? []), ...below.map((rung) => sourceAt(problem, byNumber, rung))];
  const before = informed.get(problem);
  if (before && same(before.sources, sources)) return before;
  const made = { ...problem, sources };
  informed.set(problem, made);
  return made;
}

function sourceAt({ objectives }: Problem, trials: readonly Trial[], rung: number): Source {
  const results = trials.flatMap((trial): SourceResult[] => {
    const { values } = pointAt(trial, rung) ?? {};
    if (!values || !toLosses(objectives, values)) return [];
    const finite = Object.entries(values).filter(([, value]) => Number.isFinite(value));
    return [{ assignments: trial.assignments, values: Object.fromEntries(finite) }];
  });
  return { rung, results: results.slice(0, lastRenewal(results.length)) };
}

function lastRenewal(count: number): number {
  let reached = 0;
  for (let next = 1; next <= count; next = Math.ceil(next * GROWTH)) reached = next;
  return reached;
}
