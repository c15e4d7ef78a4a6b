import type { EngineView, OpenTrial } from "@/server/db/sql/producer-functions";

/** What one engine call makes at most, for all asks that wait. */
export const BATCH_MAX = 64;

export interface Round {
  /** What lies on the shelf and knows every result. */
  readonly fresh: number;
  /** Unsold trials that get newer suggestions, by number. */
  readonly rewrites: readonly OpenTrial[];
  /** Unsold trials that are sold as they are. */
  readonly kept: readonly OpenTrial[];
  /** What the engine is asked for: the numbers of the rewrites, then new ones. */
  readonly numbers: readonly number[];
  /** Everything that is out meanwhile, suggestions that are not rewritten included: none may be repeated. */
  readonly pending: readonly OpenTrial[];
}

interface Plan {
  readonly view: EngineView;
  /** For asks that wait, or for the shelf. */
  readonly wanted: number;
  /** Whether results change what the sampler proposes; otherwise what lies on the shelf never goes stale. */
  readonly learns: boolean;
  /** Rewriting led to a point that the study holds already: what lies there stays as it is. */
  readonly keep: boolean;
}

/** What a call has to make so that `wanted` suggestions lie on the shelf which know every result of the view. */
export function planRound({ view, wanted, learns, keep }: Plan): Round {
  const shelf = view.open.filter(({ unsold }) => unsold);
  const isOfThisSpace = (trial: OpenTrial) => trial.space_revision === view.space_revision;
  const isFresh = (trial: OpenTrial) => isOfThisSpace(trial) && (!learns || (trial.basis ?? 0) >= view.results);
  const stale = shelf.filter((trial) => !isFresh(trial));
  const fresh = shelf.length - stale.length;
  const missing = Math.min(Math.max(wanted - fresh, 0), BATCH_MAX);
  const kept = keep ? stale.filter(isOfThisSpace).slice(0, missing) : [];
  const rewrites = stale.filter((trial) => !kept.includes(trial)).slice(0, missing - kept.length);
  const room = view.exhausted ? 0 : Math.max(view.room, 0);
  const minted = Math.min(missing - kept.length - rewrites.length, room);
  const rewritten = new Set(rewrites.map(({ number }) => number));
  return {
    fresh,
    rewrites,
    kept,
    numbers: [...rewritten, ...Array.from({ length: minted }, (_, index) => view.next_number + index)],
    pending: view.open.filter(({ number }) => !rewritten.has(number)),
  };
}
