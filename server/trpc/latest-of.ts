/**
 * Several streams as one: the latest value of each that has a new one, by the stream's key. Who reads slowly misses values
 * in between, never the last; nothing piles up. Ends when all have ended.
 */
export async function* latestOf<Value>(
  streams: ReadonlyMap<string, AsyncIterable<Value>>,
): AsyncGenerator<readonly [key: string, value: Value]> {
  const fresh = new Map<string, Value>();
  let open = streams.size;
  let wake: () => void = () => undefined;
  const pump = async (key: string, stream: AsyncIterable<Value>) => {
    try {
      for await (const value of stream) {
        fresh.set(key, value);
        wake();
      }
    } finally {
      open -= 1;
      wake();
    }
  };
  for (const [key, stream] of streams) void pump(key, stream);
  while (fresh.size > 0 || open > 0) {
    const [entry] = fresh;
    if (entry === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    } else {
      fresh.delete(entry[0]);
      yield entry;
    }
  }
}
