/** What crosses the thread boundary: plain, structured-clone-safe values. */
import type { Fits } from "./fits";
import type { HistoryEntry, PendingTrial } from "./history";
import type { Problem } from "./problem";
import type { Diagnostic, Effort, Suggestion } from "./sampler/sampler";

export interface SamplerSpec {
  readonly name: string;
  /** As users wrote them; defaults are filled in from the definition. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface SuggestMessage {
  readonly problem: Problem;
  readonly sampler: SamplerSpec;
  /** In stored order. Everything listed counts as evaluated and is not suggested again. */
  readonly history: readonly HistoryEntry[];
  readonly pending: readonly PendingTrial[];
  /** Resources of the rungs that a scheduler judges trials at, positive and ascending: samplers then learn from curves too. */
  readonly rungs?: readonly number[];
  /** Hyperparameters of an earlier part of the history, for samplers that fit them beside suggestions (`Capabilities.fits`). Read only where no rungs are named. */
  readonly fits?: Fits;
  /** Trial numbers to suggest for, ascending. */
  readonly numbers: readonly number[];
  /** What is left out is the default. */
  readonly effort?: Partial<Effort>;
}

export interface SuggestReply {
  /** For the first of the numbers asked for; fewer only when `exhausted`. */
  readonly suggestions: readonly Suggestion[];
  /** Nothing more to propose: the space is used up, or `diagnostics` says why no further point was found. */
  readonly exhausted: boolean;
  readonly diagnostics: readonly Diagnostic[];
}
