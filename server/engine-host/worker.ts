import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { fitHistory, suggest } from "@/lib/engine/engine";
import type { Fits } from "@/lib/engine/fits";
import type { Kernels } from "@/lib/engine/linalg/kernels";
import { plainKernels } from "@/lib/engine/linalg/plain-kernels";
import type { SuggestMessage, SuggestReply } from "@/lib/engine/messages";
import { type PlanMessage, type Planned, planStudy } from "@/lib/engine/scheduler/plan-study";
import { loadKernels } from "./load-kernels";

/** What a thread tells the host apart from its replies. */
export interface WorkerNotice {
  readonly kernelsMissing: string;
}

/** What computed a reply: with the engine's version and the request, enough to get the same bytes again. */
export interface Runtime {
  readonly node: number;
  /** A digest of the WebAssembly module, or `plain`. */
  readonly kernels: string;
}

export interface WorkerReply {
  readonly reply: SuggestReply;
  readonly runtime: Runtime;
}

/** One instance for the thread's whole life: a thread computes one suggestion at a time. */
const { kernels, name } = kernelsOfThread();
const runtime: Runtime = { node: Number(process.versions.node.split(".")[0]), kernels: name };

/** The thread's entry, built to a file of its own; piscina calls it by this name. */
export function suggestInWorker(message: SuggestMessage): WorkerReply {
  return { reply: suggest(message, kernels), runtime };
}

/** Hyperparameters of all that the message tells, for suggestions to go by. */
export function fitInWorker(message: SuggestMessage): Fits {
  return fitHistory(message, kernels);
}

/** Plays a study through before it starts. */
export function planInWorker(message: PlanMessage): Planned {
  return planStudy(message);
}

/** The module that the build puts beside this file; without it the same numbers come slower. */
function kernelsOfThread(): { readonly kernels: Kernels; readonly name: string } {
  try {
    const file = new URL("kernels.wasm", import.meta.url);
    return {
      kernels: loadKernels(file),
      name: createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16),
    };
  } catch (error) {
    parentPort?.postMessage({ kernelsMissing: String(error) } satisfies WorkerNotice);
    return { kernels: plainKernels, name: "plain" };
  }
}
