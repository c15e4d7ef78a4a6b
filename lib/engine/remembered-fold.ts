/**
 * Folding a study's history anew for each request would make each cost more than the last. What was folded before is
 * remembered, as far as the entries are the same objects, which `recall` sees to. By the law that folding in pieces gives
 * the same state, it never changes an answer.
 */
import type { LossEntry } from "./history";
import type { Problem } from "./problem";
import { TRIALS_MAX } from "./recall";
import type { Sampler } from "./sampler/sampler";

interface Folding {
  /** Names the sampler and its options. */
  readonly name: string;
  readonly problem: Problem;
  readonly options: unknown;
  readonly entries: readonly LossEntry[];
}

interface Checkpoint {
  readonly entries: readonly LossEntry[];
  readonly state: unknown;
}

/** Trials that ran long end up among those that ended before them, and what came after them is folded again. */
const LATE = 64;
/** The newest of a name: asks between two results, and results that are a few places late. */
const RECENT = 3;
/** Names of a study, the one used last at the end: `auto` folds for itself and for the sampler that it hands trials to. */
const NAMES_MAX = 4;
const checkpoints = new WeakMap<Problem, Map<string, readonly Checkpoint[]>>();

export function foldRemembered(sampler: Sampler<unknown, unknown>, folding: Folding): unknown {
  const { name, problem, options, entries } = folding;
  if (entries.length > TRIALS_MAX) return sampler.fold(sampler.initial(problem, options), entries);
  const known = checkpoints.get(problem)?.get(name) ?? [];
  const fitting = known.filter((checkpoint) => isPrefix(checkpoint.entries, entries));
  const nearest = longest(fitting) ?? { entries: [], state: sampler.initial(problem, options) };
  const settled = Math.max(nearest.entries.length, entries.length - LATE);
  const early = advanced(sampler, nearest, entries.slice(0, settled));
  const whole = advanced(sampler, early, entries);
  keep(problem, name, worthKeeping([whole, early, nearest, ...fitting], entries.length - LATE));
  return whole.state;
}

/**
 * The newest, and one from before whatever may still come late: without it the newest push it out, and the next late result
 * would cost the whole history.
 */
function worthKeeping(all: readonly Checkpoint[], settled: number): readonly Checkpoint[] {
  const distinct = [...new Set(all)];
  const anchor = longest(distinct.filter(({ entries }) => entries.length <= settled));
  return [...new Set([...distinct.slice(0, RECENT), ...(anchor ? [anchor] : [])])];
}

function keep(problem: Problem, name: string, kept: readonly Checkpoint[]): void {
  const ofProblem = checkpoints.get(problem) ?? new Map<string, readonly Checkpoint[]>();
  checkpoints.set(problem, ofProblem);
  ofProblem.delete(name);
  ofProblem.set(name, kept);
  const [oldest] = ofProblem.keys();
  if (ofProblem.size > NAMES_MAX) ofProblem.delete(oldest);
}

/** The first of equally long ones; null of none. */
function longest(all: readonly Checkpoint[]): Checkpoint | null {
  return all.reduce<Checkpoint | null>(
    (best, each) => (best && best.entries.length >= each.entries.length ? best : each),
    null,
  );
}

function advanced(sampler: Sampler<unknown, unknown>, from: Checkpoint, entries: readonly LossEntry[]): Checkpoint {
  const rest = entries.slice(from.entries.length);
  return rest.length === 0 ? from : { entries, state: sampler.fold(from.state, rest) };
}

function isPrefix(start: readonly LossEntry[], entries: readonly LossEntry[]): boolean {
  return start.length <= entries.length && start.every((entry, index) => entry === entries[index]);
}
