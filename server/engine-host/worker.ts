import { parentPort } from "node:worker_threads";
import { suggest } from "@/lib/engine/engine";
import type { Kernels } from "@/lib/engine/linalg/kernels";
import { plainKernels } from "@/lib/engine/linalg/plain-kernels";
import type { SuggestMessage, SuggestReply } from "@/lib/engine/messages";
import { loadKernels } from "./load-kernels";

/** What a thread tells the host apart from its replies. */
export interface WorkerNotice {
  readonly kernelsMissing: string;
}

/** One instance for the thread's whole life: a thread computes one suggestion at a time. */
const kernels = kernelsOfThread();

/** The thread's entry, built to a file of its own; piscina calls it by this name. */
export function suggestInWorker(message: SuggestMessage): SuggestReply {
  return suggest(message, kernels);
}

/** The module that the build puts beside this file; without it the same numbers come slower. */
function kernelsOfThread(): Kernels {
  try {
    return loadKernels(new URL("kernels.wasm", import.meta.url));
  } catch (error) {
    parentPort?.postMessage({ kernelsMissing: String(error) } satisfies WorkerNotice);
    return plainKernels;
  }
}
