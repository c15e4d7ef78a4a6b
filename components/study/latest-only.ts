/**
 * Runs a task whenever asked, never twice at the same time: calls that come while it runs make it run once more afterwards.
 * So a stream of notices neither piles requests up nor cancels each before it is answered, and the last notice is never lost.
 */
export function latestOnly(task: () => Promise<unknown>): () => void {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        await task().catch(() => undefined); // each query keeps its own error and shows it
      } while (again);
    } finally {
      running = false;
    }
  };
  return () => void run();
}
