/**
 * A sampler proposes. It neither stores nor decides who asked: its state is JSON, a fold of the history and never the
 * truth, so dropping it costs time only.
 */
import type { Past } from "../fits";
import type { GenerationMark, LossEntry, OutTrial } from "../history";
import type { Kernels } from "../linalg/kernels";
import type { Problem } from "../problem";
import type { Rng } from "../rng/rng";
import type { Assignments } from "../space/space";

export interface Sampler<Options, State> {
  /**
   * What it is told of trials that train from rung to rung: their results at all of them; or at the deepest that has enough,
   * of which few are enough for a sampler that is told of those below as well (`LossEntry.below`).
   */
  learnsFrom?(problem: Problem): "every-rung" | "rungs-below" | null;
  initial(problem: Problem, options: Options): State;
  /** Folds history entries in their stored order; in one go or in pieces gives the same state. */
  fold(state: State, entries: readonly LossEntry[]): State;
  /** Joint suggestions for the given trial numbers while `pending` are out. Never changes `state`. */
  suggest(state: State, request: SuggestRequest): SuggestResult;
  /** Fits what suggestions for these numbers and the next ones will need of the request's past, which keeps it. */
  fit?(state: State, request: SuggestRequest): void;
}

export interface SuggestRequest {
  readonly numbers: readonly number[];
  readonly pending: readonly OutTrial[];
  rng(purpose: string, number: number): Rng;
  readonly effort: Effort;
  /** The dense numeric work. What it holds ends with the request. */
  readonly kernels: Kernels;
  /** What hyperparameters are fitted to; all that is known when absent. */
  readonly past?: Past;
}

/** Counted work, never time: the same request must give the same answer under any load. */
export interface Effort {
  /** Points a sampler may try per request when it must search for one (duplicates, constraints). */
  readonly tries: number;
  /** Candidates a model is asked about before the best of them are improved. */
  readonly candidates: number;
  /** How many of the best candidates a local search starts from. */
  readonly searches: number;
}
export const DEFAULT_EFFORT: Effort = { tries: 100_000, candidates: 2_048, searches: 10 };

export interface SuggestResult {
  readonly suggestions: readonly Suggestion[];
  readonly exhausted: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Suggestion {
  readonly number: number;
  readonly assignments: Assignments;
  readonly fingerprint: string;
  readonly origin: Origin;
}

/** Where a suggestion came from. Stored with the trial. */
export interface Origin {
  readonly sampler: string;
  /** Position in the sampler's own order: the cell of a grid, the point of a sequence. */
  readonly index?: string;
  /** Which sampler made it, where that is another: `auto` chooses one, and trials among those of a model are drawn at random. */
  readonly by?: string;
  /** `start`: before there was enough to learn from; `model`: from what results taught. */
  readonly phase?: "start" | "model";
  /** Why this sampler did what it did, in a sentence for people. */
  readonly why?: string;
  /** By which measure the model chose, and the value of that measure here. */
  readonly acquisition?: { readonly name: string; readonly value: number };
  /** What the model expects of the first objective, in the objective's own direction and unit. */
  readonly predicted?: { readonly mean: number; readonly sd: number };
  /** Of samplers that work in generations. */
  readonly generation?: GenerationMark;
  readonly fallback?: Fallback;
}

export interface Fallback {
  readonly to: "enumeration" | "repair" | "start";
  readonly reason: "duplicates" | "constraints" | "model_failed";
}

export interface Diagnostic {
  readonly code: "space_used_up" | "infeasible_space" | "search_limit" | "uncountable_grid";
  readonly detail: string;
}
