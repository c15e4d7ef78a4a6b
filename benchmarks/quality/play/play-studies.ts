/** Plays studies on worker threads, one at a time each, and hands every trace over as it is made. */
import { parentPort, Worker } from "node:worker_threads";
import { loadKernels } from "@/server/engine-host/load-kernels";
import { findProblem } from "../problems/problems";
import { playStudy } from "./play-study";
import type { Player, Trace } from "./trace";

export interface Task extends Player {
  readonly problem: string;
  readonly seed: number;
  readonly budget: number;
}

/** `entry` is the file that calls `servePlays` when it finds itself a worker. */
export async function playStudies(
  tasks: readonly Task[],
  { entry, workers, onTrace }: { entry: URL; workers: number; onTrace(task: Task, trace: Trace): Promise<void> },
): Promise<void> {
  const left = [...tasks];
  await Promise.all(
    Array.from({ length: Math.min(workers, tasks.length) }, async () => {
      const worker = new Worker(entry);
      try {
        for (let task = left.shift(); task; task = left.shift()) await onTrace(task, await playOn(worker, task));
      } finally {
        await worker.terminate();
      }
    }),
  );
}

function playOn(worker: Worker, task: Task): Promise<Trace> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown): void =>
      reject(new Error(`${task.sampler} on ${task.problem}, seed ${task.seed}, broke down.`, { cause }));
    worker.once("error", failed);
    worker.once("message", (trace: Trace) => {
      worker.off("error", failed);
      resolve(trace);
    });
    worker.postMessage(task);
  });
}

/** With the kernels the product runs on, which give the same bits as the plain ones and take a fraction of the time. */
export function servePlays(): void {
  const kernels = loadKernels(".build/kernels.wasm");
  parentPort?.on("message", (task: Task) => {
    parentPort?.postMessage(playStudy({ ...task, problem: findProblem(task.problem), kernels }));
  });
}
