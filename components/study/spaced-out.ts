/**
 * Runs a task at once when asked after a quiet time, and else when so much time has passed since it last began: however
 * often it is asked for, it runs once in that time, and once after the last.
 */
export function spacedOut(task: () => void, everyMs: number): () => void {
  let began = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    timer = undefined;
    began = performance.now();
    task();
  };
  return () => {
    if (timer !== undefined) return;
    const waitMs = began + everyMs - performance.now();
    if (waitMs <= 0) run();
    else timer = setTimeout(run, waitMs);
  };
}
