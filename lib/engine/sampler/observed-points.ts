/**
 * State of samplers that learn from results: every trial that has ended, one entry a number, in the order of the numbers,
 * so that it does not depend on the order in which results came in. Plain JSON.
 */
import type { Past } from "../fits";
import type { LossEntry, OutTrial } from "../history";
import type { Problem } from "../problem";
import type { SuggestRequest } from "./sampler";

export interface ObservedState<Options> {
  readonly problem: Problem;
  readonly options: Options;
  readonly entries: readonly LossEntry[];
  /** What hyperparameters are fitted to; all entries when absent. Of a request, never of what is folded. */
  readonly past?: Past;
  /** Trials that are out and came to a rung below the one that is asked about. Of a request too. */
  readonly running?: readonly OutTrial[];
}

export function initialObserved<Options>(problem: Problem, options: Options): ObservedState<Options> {
  return { problem, options, entries: [] };
}

/** A later entry with the same number corrects the earlier one. */
export function foldObserved<Options>(
  state: ObservedState<Options>,
  entries: readonly LossEntry[],
): ObservedState<Options> {
  if (followsOn(state.entries, entries)) return { ...state, entries: [...state.entries, ...entries] };
  const byNumber = new Map(state.entries.map((entry) => [entry.number, entry]));
  for (const entry of entries) byNumber.set(entry.number, entry);
  return { ...state, entries: [...byNumber.values()].sort((one, other) => one.number - other.number) };
}

/** Whether the numbers only go up from the last: the usual case, which needs no sorting. */
function followsOn(before: readonly LossEntry[], entries: readonly LossEntry[]): boolean {
  let last = before.at(-1)?.number ?? Number.NEGATIVE_INFINITY;
  return entries.every(({ number }) => {
    const follows = number > last;
    last = number;
    return follows;
  });
}

/** With the past that a request names, its entries as the state's own are. */
export function withPast<Options>(state: ObservedState<Options>, { past }: SuggestRequest): ObservedState<Options> {
  if (!past) return state;
  const { entries } = foldObserved(initialObserved(state.problem, state.options), past.entries);
  return { ...state, past: { ...past, entries } };
}

/** Fingerprints of everything evaluated or out, as a set the caller may add to. */
export function takenByObserved(state: ObservedState<unknown>, request: SuggestRequest): Set<string> {
  const taken = new Set(state.entries.map(({ fingerprint }) => fingerprint));
  for (const { fingerprint } of request.pending) if (fingerprint !== undefined) taken.add(fingerprint);
  return taken;
}
