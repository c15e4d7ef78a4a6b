import type { Spool } from "./spool.ts";

/** What differs between Node and a browser. */
export interface Host {
  /** A setting of the environment. */
  readonly setting: (name: string) => string | undefined;
  /** What `tellus login` wrote down. */
  readonly stored: () => { readonly url?: string; readonly api_key?: string };
  /** Names this machine and process in worker ids. */
  readonly name: () => string;
  /** Where the spool of a workspace is: `folder`, or where such things usually are. */
  readonly openSpool: (workspace: string, folder: string | undefined, log: (message: string) => void) => Spool;
  /** Calls when somebody asks the process to leave, once, and lets it go when that is done. Returns how to take it back. */
  readonly onLeave: (beforeLeaving: () => Promise<void>) => () => void;
  /** Calls when the program has nothing left to do. Returns how to take it back. */
  readonly onEnd: (beforeEnd: () => void) => () => void;
  /** A timer that does not keep a process from ending. */
  readonly inBackground: (timer: ReturnType<typeof setTimeout>) => void;
}
