import type { Entry } from "./entry.ts";
import type { RefusedError } from "./errors.ts";

/** Where entries are from the moment they are made until they are answered. It never throws: what it cannot do it says. */
export interface Spool {
  /** Resolves once the entry is safe, or cannot be made so. */
  keep(entry: Entry): Promise<void>;
  /** These were answered. */
  settle(entries: readonly Entry[]): void;
  /** Tellus will not have this one: it is put aside, for a person to look at. Says where. */
  putAside(entry: Entry, error: RefusedError): Promise<string>;
  /** What processes that are no more have left unanswered; it is ours from now on. */
  takeOver(): Promise<readonly Entry[]>;
  /** Leaves what is unanswered to the next process. */
  close(): Promise<void>;
}

/** Where there is no disk, as in a browser: what is unanswered when the page goes is lost. */
export const memorySpool: Spool = {
  keep: async () => undefined,
  settle: () => undefined,
  putAside: async () => "nowhere: there is no disk here",
  takeOver: async () => [],
  close: async () => undefined,
};
