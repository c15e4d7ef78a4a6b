/**
 * Which points were taken, as a list in the order in which they ended: state that grows by what is new. The set behind
 * it is shared between a list and those it grew into, so that neither folding nor asking costs what is long past.
 */
import type { LossEntry } from "../../history";
import type { SuggestRequest } from "../sampler";

/** By fingerprint, the place of its first mention; of the longest list that grew so far. */
interface Index {
  readonly places: Map<string, number>;
  length: number;
}

const indices = new WeakMap<readonly string[], Index>();

export function growTaken(taken: readonly string[], entries: readonly LossEntry[]): readonly string[] {
  if (entries.length === 0) return taken;
  const index = indexOf(taken);
  const grown = taken.concat(entries.map(({ fingerprint }) => fingerprint));
  // A second list that grows from the same one has an index of its own.
  const own = index.length === taken.length ? index : { places: new Map(), length: 0 };
  extend(own, grown);
  indices.set(grown, own);
  return grown;
}

function indexOf(taken: readonly string[]): Index {
  const known = indices.get(taken);
  if (known) return known;
  const fresh: Index = { places: new Map(), length: 0 };
  extend(fresh, taken);
  indices.set(taken, fresh);
  return fresh;
}

function extend(index: Index, taken: readonly string[]): void {
  for (let place = index.length; place < taken.length; place += 1) {
    if (!index.places.has(taken[place])) index.places.set(taken[place], place);
  }
  index.length = taken.length;
}

/** A set that can be asked and added to; what is added stays with the request. */
export interface TakenPoints {
  has(fingerprint: string): boolean;
  add(fingerprint: string): unknown;
}

export function takenPoints(taken: readonly string[], { pending }: SuggestRequest): TakenPoints {
  const { places } = indexOf(taken);
  const added = new Set(pending.flatMap(({ fingerprint }) => (fingerprint === undefined ? [] : [fingerprint])));
  return {
    has: (fingerprint) => added.has(fingerprint) || (places.get(fingerprint) ?? taken.length) < taken.length,
    add: (fingerprint) => added.add(fingerprint),
  };
}
