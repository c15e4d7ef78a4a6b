/** One client's next piece of work; false when it has none left. */
export type Cycle = (client: number) => Promise<boolean>;

export interface Rate {
  readonly perSecond: number;
  readonly count: number;
}

/**
 * Completed cycles a second of `clients` closed loops that run side by side: each begins its next cycle when the one
 * before has ended. A loop that fails fails the measurement.
 */
export async function measureRate(cycle: Cycle, clients: number, durationMs: number): Promise<Rate> {
  const started = performance.now();
  const deadline = started + durationMs;
  let count = 0;
  const loop = async (client: number): Promise<void> => {
    while (performance.now() < deadline) {
      if (!(await cycle(client))) return;
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => loop(client)));
  return { perSecond: (count * 1000) / (performance.now() - started), count };
}
