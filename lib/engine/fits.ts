/**
 * Hyperparameters that are fitted beside suggestions, so that none waits for them. A request names which results they are
 * of; they are a function of those alone, so whether they come with the request or are fitted in it gives the same reply.
 */
import type { HistoryEntry, LossEntry } from "./history";
import type { Problem } from "./problem";

export interface Fits {
  /** How many entries of the history they were fitted to: its first ones, in stored order. */
  readonly known: number;
  /** What `fitHistory` said of these entries. Fitted in the request where they are left out. */
  readonly values?: readonly FittedValue[];
}

/** Plain and structured-clone-safe; for the engine only. */
export interface FittedValue {
  readonly name: string;
  readonly value: unknown;
}

/** What a sampler fits hyperparameters to, in place of all that it knows. */
export interface Past {
  readonly entries: readonly LossEntry[];
  /** By `fittedOnce`. */
  readonly fitted: Map<string, unknown>;
}

/** While each result changes them much and they are quickly fitted, each suggestion has fits of its own. */
export const BESIDE_FROM = 40;
/** Of fewer results hyperparameters say nothing that would last. */
export const RESULTS_MIN = 20;
/** They are fitted anew whenever there are so many times as many entries. */
export const GROWTH = 1.1;

type Entries = readonly Pick<HistoryEntry, "number" | "outcome">[];

/** Whether hyperparameters are worth more than one suggestion, and dear enough not to be waited for. */
export function lastBeside(history: Entries): boolean {
  if (history.length < BESIDE_FROM) return false;
  return history.filter(({ outcome }) => outcome === "completed").length >= RESULTS_MIN;
}

/** Whether those of the first `known` entries are to be replaced: there are many more, or one of these was corrected. */
export function isFitDue(history: Entries, known: number): boolean {
  if (history.length >= Math.ceil(known * GROWTH)) return true;
  const added = new Set(history.slice(known).map(({ number }) => number));
  return added.size > 0 && history.slice(0, known).some(({ number }) => added.has(number));
}

interface Fitting {
  readonly name: string;
  readonly problem: Problem;
  readonly past: Past | undefined;
}

/** A fit to the past that came with the request, or is made here and kept for who collects them. */
export function fittedOnce<Value>({ name, problem, past }: Fitting, make: () => Value): Value {
  if (!past) return make();
  const { objectives, space } = problem;
  const key = JSON.stringify([name, objectives.map(({ metric }) => metric), space.branch ?? null]);
  if (!past.fitted.has(key)) past.fitted.set(key, make());
  return past.fitted.get(key) as Value; // of the same name, so made by the same function
}
