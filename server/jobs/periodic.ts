import { logger } from "@/server/kernel/process-logger";

export interface PeriodicJob {
  readonly name: string;
  readonly everyMs: number;
  /** `stop` ends when the process does: what takes long gives up then. */
  run(stop?: AbortSignal): Promise<void>;
}

/**
 * Runs each job again and again, never twice at the same time. A failing run is logged and the next one comes as usual,
 * so that a database that was away is simply found again. Returns a function that stops all and waits for those at work.
 */
export function startJobs(jobs: readonly PeriodicJob[]): () => Promise<void> {
  const stopping = new AbortController();
  const loops = jobs.map((job) => loop(job, stopping.signal));
  return async () => {
    stopping.abort();
    await Promise.all(loops);
  };
}

async function loop(job: PeriodicJob, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await job
      .run(stop)
      .catch((error: unknown) => logger().warn("a job failed; it is tried again", { job: job.name, error }));
    await wait(job.everyMs, stop);
  }
}

function wait(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, stop.aborted ? 0 : milliseconds);
    stop.addEventListener("abort", done);
  });
}
