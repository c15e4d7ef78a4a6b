import { processSingleton } from "@/server/kernel/process";

/** Notices are gathered this long: a page redraws at most some seven times a second however many trials report. */
const GATHER_MS = 150;

export interface StudyAddress {
  readonly workspaceId: string;
  readonly studyId: string;
}

export interface StudyChange {
  /** Grows within the process; two notices in a row may have been many changes. */
  readonly sequence: number;
}

type Listener = (change: StudyChange) => void;

interface Hub {
  sequence: number;
  timer: NodeJS.Timeout | undefined;
  readonly changed: Set<string>;
  readonly listeners: Map<string, Set<Listener>>;
  /** Tells the other replicas; absent until `startStudyChanges`. */
  forward: ((keys: ReadonlySet<string>) => void) | undefined;
}

const hub = (): Hub =>
  processSingleton("live.study-changes", () => ({
    sequence: 0,
    timer: undefined,
    changed: new Set<string>(),
    listeners: new Map<string, Set<Listener>>(),
    forward: undefined,
  }));

/** To be called after the commit. Costs a set insertion: no query, no promise, and never a NOTIFY in the caller's transaction, which serializes commits. */
export function publishStudyChange(workspaceId: string, studyId: string): void {
  const { changed } = hub();
  changed.add(toKey({ workspaceId, studyId }));
  hub().timer ??= setTimeout(flush, GATHER_MS).unref();
}

interface Subscription extends StudyAddress {
  readonly signal: AbortSignal;
}

/**
 * A notice whenever the study may have changed, on whichever replica. Listening begins with the call, so that nothing
 * is missed between reading the study and waiting; it ends with the signal. A slow reader gets one notice for many.
 */
export function subscribeToStudy({ signal, ...address }: Subscription): AsyncIterable<StudyChange> {
  const mailbox = openMailbox();
  const stop = listen(toKey(address), mailbox.put);
  const close = () => {
    signal.removeEventListener("abort", close);
    stop();
    mailbox.close();
  };
  signal.addEventListener("abort", close);
  if (signal.aborted) close();
  const iterator: AsyncIterator<StudyChange> = {
    next: mailbox.take,
    async return() {
      close();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** Wakes the readers of these studies, or of every study. Used for notices that came from other replicas. */
export function deliverStudyChanges(keys: Iterable<string> | "all"): void {
  const { listeners } = hub();
  for (const key of keys === "all" ? [...listeners.keys()] : keys) {
    const sequence = ++hub().sequence;
    for (const listener of listeners.get(key) ?? []) listener({ sequence });
  }
}

/** Sets who is handed the keys of each flush; undefined to keep notices in the process. */
export function forwardStudyChanges(forward: Hub["forward"]): void {
  hub().forward = forward;
}

/** How many subscriptions are open, for tests of leaks. */
export function openSubscriptions(): number {
  let count = 0;
  for (const listeners of hub().listeners.values()) count += listeners.size;
  return count;
}

function flush(): void {
  const state = hub();
  state.timer = undefined;
  const keys = new Set(state.changed);
  state.changed.clear();
  deliverStudyChanges(keys);
  state.forward?.(keys);
}

/** The workspace is part of the key: a study's id alone opens no one else's notices. */
function toKey({ workspaceId, studyId }: StudyAddress): string {
  return (workspaceId + studyId).replaceAll("-", "");
}

function listen(key: string, listener: Listener): () => void {
  const { listeners } = hub();
  const group = listeners.get(key) ?? new Set<Listener>();
  listeners.set(key, group.add(listener));
  return () => {
    group.delete(listener);
    if (group.size === 0 && listeners.get(key) === group) listeners.delete(key);
  };
}

interface Mailbox {
  readonly put: Listener;
  readonly take: () => Promise<IteratorResult<StudyChange>>;
  readonly close: () => void;
}

/** Holds the latest notice until it is taken. */
function openMailbox(): Mailbox {
  let latest: StudyChange | undefined;
  let isClosed = false;
  let waiting: (() => void) | undefined;
  const wake = () => {
    waiting?.();
    waiting = undefined;
  };
  return {
    put(change) {
      latest = change;
      wake();
    },
    async take() {
      while (latest === undefined && !isClosed) {
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
      }
      const value = latest;
      latest = undefined;
      return isClosed || value === undefined ? { done: true, value: undefined } : { done: false, value };
    },
    close() {
      isClosed = true;
      wake();
    },
  };
}
