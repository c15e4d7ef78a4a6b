/**
 * Who waits for suggestions of a study shares the work: while one batch is computed, those who come form the next. What
 * somebody gave up on (an ask that waits no longer than it was told to) is computed all the same, and who asks next takes
 * it over: a worker that repeats its ask while the engine is slow gets one suggestion, not one for each time it asked,
 * whose later ones would know nothing of the result of the first.
 */
export interface Batches {
  /** At most one batch each by study. */
  readonly computing: Map<string, Batch>;
  readonly waiting: Map<string, Batch>;
}

interface Batch {
  wanted: number;
  /** Of those, how many nobody waits for any more. */
  abandoned: number;
  readonly done: Promise<void>;
}

export interface Order {
  /** When the suggestions are there, for whoever claims them first. */
  readonly done: Promise<void>;
  /** To be called, once, by who waits no longer. */
  abandon(): void;
}

interface Wanted {
  readonly key: string;
  readonly count: number;
  /** Makes so many; called once for each batch, one batch of a key after the other. */
  make(count: number): Promise<void>;
}

export const noBatches = (): Batches => ({ computing: new Map(), waiting: new Map() });

export function orderFrom(batches: Batches, wanted: Wanted): Order {
  const { key, count } = wanted;
  const inherited = [batches.computing.get(key), batches.waiting.get(key)].find(
    (batch) => batch !== undefined && batch.abandoned >= count,
  );
  if (inherited) {
    inherited.abandoned -= count;
    return orderOf(inherited, count);
  }
  const batch = batches.waiting.get(key) ?? openBatch(batches, wanted);
  batch.wanted += count;
  return orderOf(batch, count);
}

const orderOf = (batch: Batch, count: number): Order => ({
  done: batch.done,
  abandon: () => {
    batch.abandoned += count;
  },
});

function openBatch({ computing, waiting }: Batches, { key, make }: Wanted): Batch {
  const before = computing.get(key)?.done ?? Promise.resolve();
  const done = before
    .catch(() => undefined) // its own askers heard of it
    .then(() => {
      waiting.delete(key);
      computing.set(key, batch);
      return make(batch.wanted);
    })
    .finally(() => computing.delete(key));
  const batch: Batch = { wanted: 0, abandoned: 0, done };
  waiting.set(key, batch);
  return batch;
}
