const FIRST_MS = 200;
const LONGEST_MS = 10_000;
/** Nobody is kept waiting longer, whatever a proxy on the way may say. */
const RETRY_AFTER_LONGEST_MS = 300_000;

/** How long to wait before the next try, having tried `tries` + 1 times. */
export function nextTryMs(tries: number, retryAfterMs: number): number {
  const backoffMs = Math.min(FIRST_MS * 2 ** tries, LONGEST_MS) * (0.5 + Math.random() / 2);
  // Never sooner than asked, and not all workers in the same moment.
  return retryAfterMs === 0 ? backoffMs : Math.max(backoffMs, retryAfterMs * (1 + Math.random() / 4));
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, section 10.2.3); 0 if it says nothing that can be used. */
export function retryAfterMs(header: string | null): number {
  if (header === null) return 0;
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), RETRY_AFTER_LONGEST_MS) : 0;
}

/** What a timer can wait at most; beyond it would fire at once. */
const TIMER_LONGEST_MS = 2 ** 31 - 1;

/** Waits, or returns at once when `signal` aborts. `onTimer` may make it a wait that does not keep a process from ending. */
export function pause(
  ms: number,
  signal?: AbortSignal,
  onTimer?: (timer: ReturnType<typeof setTimeout>) => void,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(ms, TIMER_LONGEST_MS));
    onTimer?.(timer);
    signal?.addEventListener("abort", end);
  });
}

/** Resolves with what `work` gives, or with `late` after `ms`. The work goes on. */
export async function within<Value, Late>(ms: number, work: Promise<Value>, late: Late): Promise<Value | Late> {
  const waiting = new AbortController();
  try {
    return await Promise.race([work, pause(ms, waiting.signal).then(() => late)]);
  } finally {
    waiting.abort();
  }
}
