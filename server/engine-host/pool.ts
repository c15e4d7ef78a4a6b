import { existsSync } from "node:fs";
import { Piscina } from "piscina";
import type { Fits } from "@/lib/engine/fits";
import type { SuggestMessage, SuggestReply } from "@/lib/engine/messages";
import type { PlanMessage, Planned } from "@/lib/engine/scheduler/plan-study";
import { processSingleton } from "@/server/kernel/process";
import { logger } from "@/server/kernel/process-logger";
import { countEngineCall } from "@/server/metrics/count";
import { type Places, placesFor } from "./places";
import type { WorkerNotice, WorkerReply } from "./worker";

/** A call of the engine may take this long before its thread is ended and replaced (R17). */
export const CALL_TIMEOUT_MS = 20_000;
const THREAD_MEMORY_MB = 1_024;
/**
 * Piscina loads a thread's file by `require` first. Node aborts the whole process where a thread is ended while it requires
 * an ES module ("Module::IsGraphAsync must be used on an instantiated module"); refused, it is imported, which is safe.
 */
const IMPORTS_ONLY = ["--no-experimental-require-module"].filter((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);

/**
 * `main`: the studies' own samplers. `quick`: a thread kept apart for what must not wait behind a slow one. `plan`: a thread
 * that is there while people look at plans of studies, which keep no study waiting. `fit`: one for hyperparameters that are
 * fitted beside suggestions.
 */
export type Lane = "main" | "quick" | "plan" | "fit";

interface Threads {
  readonly pool: Piscina;
  /** One place for each thread, so that the time of a call begins when a thread takes it, not while others are served. */
  readonly places: Places;
}

interface EngineHost {
  lanes: Readonly<Record<Lane, Threads>> | undefined;
  callTimeoutMs: number;
  /** Threads come and go; a missing module is worth one line in the log. */
  saidKernelsMissing: boolean;
}

const host = (): EngineHost =>
  processSingleton<EngineHost>("engine-host", () => ({
    lanes: undefined,
    callTimeoutMs: CALL_TIMEOUT_MS,
    saidKernelsMissing: false,
  }));

interface HostOptions {
  readonly workerFile: string;
  readonly threads: number;
  readonly callTimeoutMs?: number;
  readonly memoryMb?: number;
}

export function openEngineHost({
  workerFile,
  threads,
  callTimeoutMs = CALL_TIMEOUT_MS,
  memoryMb = THREAD_MEMORY_MB,
}: HostOptions): void {
  if (host().lanes !== undefined) throw new Error("The engine host is open already.");
  if (!existsSync(workerFile)) throw new Error(`${workerFile} is missing. Build it: npm run build`);
  const open = (maxThreads: number, minThreads = 1): Threads => {
    const pool = new Piscina({
      filename: workerFile,
      minThreads,
      maxThreads,
      idleTimeout: 60_000,
      execArgv: IMPORTS_ONLY,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    // A thread that dies between calls is replaced; unheard, its error would end the process.
    pool.on("error", (error: unknown) => logger().error("an engine thread failed", { error }));
    pool.on("message", ({ kernelsMissing }: WorkerNotice) => sayKernelsMissing(kernelsMissing));
    return { pool, places: placesFor(maxThreads) };
  };
  host().lanes = { main: open(threads), quick: open(1), plan: open(1, 0), fit: open(1, 0) };
  host().callTimeoutMs = callTimeoutMs;
}

function sayKernelsMissing(reason: string): void {
  if (host().saidKernelsMissing) return;
  host().saidKernelsMissing = true;
  logger().warn("the engine's WebAssembly kernels could not be loaded; it computes the same without them, slower", {
    reason,
  });
}

export const isEngineOpen = (): boolean => host().lanes !== undefined;

export interface EngineReply extends WorkerReply {
  /** In the thread and to and from it; without the wait for a thread. */
  readonly tookMs: number;
}

export interface CallOptions {
  readonly lane?: Lane;
  readonly timeoutMs?: number;
  /** How long it may wait for a thread; as long as it takes when absent. */
  readonly waitMs?: number;
}

/** No thread came free in the time that a call could wait. */
export class EngineBusyError extends Error {
  override readonly name = "EngineBusyError";
}

/** Runs the engine in a worker thread; nothing is open in the database meanwhile. */
export async function callEngine(message: SuggestMessage, options: CallOptions = {}): Promise<EngineReply> {
  const { answer, tookMs } = await runTimed<WorkerReply>("suggestInWorker", message, options);
  return { ...answer, tookMs };
}

/** Fits hyperparameters in a worker thread: on the lane kept for that, unless a suggestion waits for them. */
export async function fitInThread(message: SuggestMessage, options: CallOptions = {}): Promise<Fits> {
  return (await runTimed<Fits>("fitInWorker", message, { lane: "fit", ...options })).answer;
}

async function runTimed<Answer>(
  name: string,
  message: SuggestMessage,
  options: CallOptions,
): Promise<{ readonly answer: Answer; readonly tookMs: number }> {
  const { lanes, callTimeoutMs } = host();
  const { lane = "main", timeoutMs = callTimeoutMs, waitMs } = options;
  if (lanes === undefined) throw new Error("The engine host is not open.");
  const { pool, places } = lanes[lane];
  if (!(await places.take(waitMs)))
    throw new EngineBusyError(`No thread of the lane ${lane} came free in ${waitMs} ms.`);
  try {
    const started = performance.now();
    const signal = AbortSignal.timeout(timeoutMs);
    const answer: Answer = await countEngineCall(() => pool.run(message, { name, signal }));
    return { answer, tookMs: performance.now() - started };
  } finally {
    places.leave();
  }
}

/** A plan that is not there in this time is none. */
const PLAN_TIMEOUT_MS = 10_000;
/** Nobody looks at a form for longer than that while others' plans are played through. */
const PLAN_WAIT_MS = 5_000;

type NotPlanned = { readonly kind: "busy" } | { readonly kind: "too_long" };

/** `busy`: the thread played other plans all the time; `too_long`: it took too long to play this one through. */
export async function planInThread(message: PlanMessage): Promise<Planned | NotPlanned> {
  const { lanes } = host();
  if (lanes === undefined) throw new Error("The engine host is not open.");
  const { pool, places } = lanes.plan;
  if (!(await places.take(PLAN_WAIT_MS))) return { kind: "busy" };
  const signal = AbortSignal.timeout(PLAN_TIMEOUT_MS);
  try {
    const planned: Planned = await pool.run(message, { name: "planInWorker", signal });
    return planned;
  } catch (error) {
    if (signal.aborted) return { kind: "too_long" };
    throw error;
  } finally {
    places.leave();
  }
}

export async function suggestInThread(message: SuggestMessage): Promise<SuggestReply> {
  return (await callEngine(message)).reply;
}

export async function closeEngineHost(): Promise<void> {
  const { lanes } = host();
  host().lanes = undefined;
  if (lanes !== undefined) await Promise.all(Object.values(lanes).map(({ pool }) => pool.destroy()));
}
