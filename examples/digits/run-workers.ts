import { fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Settings } from "./settings";
import { GAVE_UP, type WorkerOrder } from "./worker-order";

const RESTARTS_MAX = 5;

type Crew = {
  readonly settings: Settings;
  readonly studyId: string;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
};

/** Runs the worker processes until each has ended. One that crashes is started again, and gets its trial back. */
export async function runWorkers(crew: Crew): Promise<void> {
  const numbers = Array.from({ length: crew.settings.workers }, (_, index) => index + 1);
  await Promise.all(numbers.map((number) => keepRunning(crew, `${crew.settings.workerName}-${number}`)));
}

async function keepRunning({ settings, studyId, signal, log }: Crew, workerId: string): Promise<void> {
  for (let restarts = 0; !signal.aborted; restarts++) {
    const end = await runOnce({ settings, studyId, workerId }, signal);
    if (end === 0 || end === GAVE_UP || signal.aborted) return;
    if (restarts === RESTARTS_MAX) {
      log(`${workerId} ended once more (${end}) after ${RESTARTS_MAX} restarts, and is left alone.`);
      return;
    }
    log(`${workerId} ended (${end}) and is started again.`);
    await sleep(500 * 2 ** restarts, undefined, { signal }).catch(() => undefined);
  }
}

/** Resolves with the exit code, or with what else ended the process. */
function runOnce(order: WorkerOrder, signal: AbortSignal): Promise<number | string> {
  // Standard output belongs to the progress lines, so whatever a worker prints goes to standard error.
  const worker = fork(fileURLToPath(new URL("./digits-worker.mjs", import.meta.url)), {
    stdio: ["ignore", 2, 2, "ipc"],
  });
  // By a message rather than an argument: the API key must not show in the list of processes.
  worker.send(order);
  const leave = (): void => void worker.kill("SIGTERM");
  signal.addEventListener("abort", leave);
  return new Promise<number | string>((resolve) => {
    worker.once("exit", (code, killedBy) => resolve(code ?? killedBy ?? "unknown"));
    worker.once("error", (error) => resolve(error.message));
  }).finally(() => signal.removeEventListener("abort", leave));
}
