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

interface Checkpoint extends Pick<Folding, "name" | "entries"> {
  readonly state: unknown;
}

/** Trials that ran long end up among those that ended before them, and what came after them is folded again. */
const LATE = 64;
const KEPT = 6;
const checkpoints = new WeakMap<Problem, readonly Checkpoint[]>();

export function foldRemembered(sampler: Sampler<unknown, unknown>, folding: Folding): unknown {
  const { name, problem, options, entries } = folding;
  if (entries.length > TRIALS_MAX) return sampler.fold(sampler.initial(problem, options), entries);
  const known = checkpoints.get(problem) ?? [];
  const fitting = known.filter((checkpoint) => checkpoint.name === name && isPrefix(checkpoint.entries, entries));
  const nearest = fitting.reduce<Checkpoint>(
    (longest, each) => (each.entries.length >= longest.entries.length ? each : longest),
    { name, entries: [], state: sampler.initial(problem, options) },
  );
  const settled = Math.max(nearest.entries.length, entries.length - LATE);
  const early = advanced(sampler, nearest, entries.slice(0, settled));
  const whole = advanced(sampler, early, entries);
  const fresh = [whole, early].filter((checkpoint) => checkpoint !== nearest);
  // The nearest is kept for as long as it helps.
  const others = known.filter((checkpoint) => checkpoint !== nearest);
  checkpoints.set(problem, [...fresh, nearest, ...others].slice(0, KEPT));
  return whole.state;
}

function advanced(sampler: Sampler<unknown, unknown>, from: Checkpoint, entries: readonly LossEntry[]): Checkpoint {
  const rest = entries.slice(from.entries.length);
  return rest.length === 0 ? from : { name: from.name, entries, state: sampler.fold(from.state, rest) };
}

function isPrefix(start: readonly LossEntry[], entries: readonly LossEntry[]): boolean {
  return start.length <= entries.length && start.every((entry, index) => entry === entries[index]);
}
