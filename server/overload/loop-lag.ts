/** How late timers come: for so long, new work is not even looked at. */
export interface LoopLag {
  /** In milliseconds, the median of the last samples: a single pause does not move it, a second of too much work does. */
  readonly medianMs: () => number;
  readonly stop: () => void;
}

const EVERY_MS = 20;
const SAMPLES = 15;

export function watchLoopLag(): LoopLag {
  const samples: number[] = Array.from({ length: SAMPLES }, () => 0);
  let median = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    samples.push(Math.max(0, now - last - EVERY_MS));
    samples.shift();
    last = now;
    median = [...samples].sort((a, b) => a - b)[(SAMPLES - 1) / 2] ?? 0;
  }, EVERY_MS).unref();
  return { medianMs: () => median, stop: () => clearInterval(timer) };
}
