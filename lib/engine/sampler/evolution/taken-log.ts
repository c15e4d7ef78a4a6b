/**
 * Which points were taken, in the order in which they ended: state that grows by what is new. It is kept in chunks, so
 * that a longer list shares all but its last chunk with the one it grew from, and the set behind it is shared between
 * them too: neither folding nor asking costs what is long past.
 */
import type { LossEntry } from "../../history";
import type { SuggestRequest } from "../sampler";

/** Fingerprints. All chunks but the last are full. */
export type TakenLog = readonly (readonly string[])[];

const CHUNK = 1_024;

/** By fingerprint, the place of its first mention in the longest list that grew so far. */
interface Index {
  readonly places: Map<string, number>;
  length: number;
}

const indices = new WeakMap<TakenLog, Index>();

export function growTaken(taken: TakenLog, entries: readonly LossEntry[]): TakenLog {
  if (entries.length === 0) return taken;
  const index = indexOf(taken);
  const grown = taken.slice();
  let last = [...(grown.pop() ?? [])];
  for (const { fingerprint } of entries) {
    if (last.length === CHUNK) {
      grown.push(last);
      last = [];
    }
    last.push(fingerprint);
  }
  grown.push(last);
  // A second list that grows from the same one has an index of its own.
  const own = index.length === lengthOf(taken) ? index : { places: new Map(), length: 0 };
  extend(own, grown);
  indices.set(grown, own);
  return grown;
}

function lengthOf(taken: TakenLog): number {
  return CHUNK * Math.max(0, taken.length - 1) + (taken.at(-1)?.length ?? 0);
}

function indexOf(taken: TakenLog): Index {
  const known = indices.get(taken);
  if (known) return known;
  const fresh: Index = { places: new Map(), length: 0 };
  extend(fresh, taken);
  indices.set(taken, fresh);
  return fresh;
}

function extend(index: Index, taken: TakenLog): void {
  const length = lengthOf(taken);
  for (let place = index.length; place < length; place += 1) {
    const fingerprint = taken[Math.floor(place / CHUNK)][place % CHUNK];
    if (!index.places.has(fingerprint)) index.places.set(fingerprint, place);
  }
  index.length = length;
}

/** A set that can be asked and added to; what is added stays with the request. */
export interface TakenPoints {
  has(fingerprint: string): boolean;
  add(fingerprint: string): unknown;
}

export function takenPoints(taken: TakenLog, { pending }: SuggestRequest): TakenPoints {
  const { places } = indexOf(taken);
  const length = lengthOf(taken);
  const added = new Set(pending.flatMap(({ fingerprint }) => (fingerprint === undefined ? [] : [fingerprint])));
  return {
    has: (fingerprint) => added.has(fingerprint) || (places.get(fingerprint) ?? length) < length,
    add: (fingerprint) => added.add(fingerprint),
  };
}
