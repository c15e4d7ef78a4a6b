/** One client's next piece of work; false when it has none left. */
export type Cycle = (client: number) => Promise<boolean>;

export interface Rate {
  readonly perSecond: number;
  readonly count: number;
  /** Milliseconds of each completed cycle, ascending. */
  readonly ms: readonly number[];
}

/**
 * Completed cycles a second of `clients` closed loops that run side by side: each begins its next cycle when the one
 * before has ended. A loop that fails fails the measurement.
 */
export async function measureRate(cycle: Cycle, clients: number, durationMs: number): Promise<Rate> {
  const started = performance.now();
  const deadline = started + durationMs;
  const ms: number[] = [];
  const loop = async (client: number): Promise<void> => {
    for (let began = performance.now(); began < deadline; began = performance.now()) {
      if (!(await cycle(client))) return;
      ms.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => loop(client)));
  const perSecond = (ms.length * 1000) / (performance.now() - started);
  return { perSecond, count: ms.length, ms: ms.sort((left, right) => left - right) };
}

/** What this share of ascending values stays below; NaN where there are none. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
