import type { PanelRoutines, Store } from "./panel-routines";

/** Routines and the memory they work on. */
export interface Backend<B> extends PanelRoutines<B>, Store<B> {}

/** Takes a block for as long as what it is part of lives. */
export type Allocate<B> = (length: number) => B;

class OutOfMemory extends Error {}

/** Runs work with memory that ends with it. Null when there was not enough. */
export function withScratch<B, Result>(store: Store<B>, work: (allocate: Allocate<B>) => Result): Result | null {
  const mark = store.mark();
  try {
    return work(allocatorOf(store));
  } catch (error) {
    if (error instanceof OutOfMemory) return null;
    throw error;
  } finally {
    store.reset(mark);
  }
}

/** The same with memory that is kept when `work` gives something. `enough` is false when there was too little memory. */
export function keeping<B, Kept>(
  store: Store<B>,
  work: (allocate: Allocate<B>) => Kept | null,
): { readonly enough: boolean; readonly kept: Kept | null } {
  const mark = store.mark();
  try {
    const kept = work(allocatorOf(store));
    if (kept === null) store.reset(mark);
    return { enough: true, kept };
  } catch (error) {
    store.reset(mark);
    if (error instanceof OutOfMemory) return { enough: false, kept: null };
    throw error;
  }
}

function allocatorOf<B>(store: Store<B>): Allocate<B> {
  return (length) => {
    const block = store.allocate(length);
    if (block === null) throw new OutOfMemory();
    return block;
  };
}
