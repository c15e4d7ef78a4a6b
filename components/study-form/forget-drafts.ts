import { dropAllKeptDrafts } from "./kept-draft";

/** For signing out: the next person at this browser finds nothing of what was being written. */
export function forgetDrafts(): void {
  try {
    dropAllKeptDrafts(window.localStorage);
  } catch {
    // A browser that refuses its storage has kept none.
  }
}
