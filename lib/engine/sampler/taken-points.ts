/**
 * State of samplers that only need to know which points were taken: a set of fingerprints, kept sorted so that it does
 * not depend on the order in which results came in.
 */
import type { LossEntry } from "../history";
import type { Problem } from "../problem";
import type { SuggestRequest } from "./sampler";

export interface TakenState<Options> {
  readonly problem: Problem;
  readonly options: Options;
  readonly taken: readonly string[];
}

export function foldTaken<Options>(state: TakenState<Options>, entries: readonly LossEntry[]): TakenState<Options> {
  const taken = new Set(state.taken);
  for (const { fingerprint } of entries) taken.add(fingerprint);
  return { ...state, taken: [...taken].sort() };
}

/** Everything evaluated or out, as a set the caller may add to. */
export function takenNow(state: TakenState<unknown>, request: SuggestRequest): Set<string> {
  const taken = new Set(state.taken);
  for (const { fingerprint } of request.pending) if (fingerprint !== undefined) taken.add(fingerprint);
  return taken;
}
