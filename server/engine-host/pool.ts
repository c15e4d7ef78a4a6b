import { existsSync } from "node:fs";
import { Piscina } from "piscina";
import type { SuggestMessage, SuggestReply } from "@/lib/engine/messages";
import { processSingleton } from "@/server/kernel/process";
import { logger } from "@/server/kernel/process-logger";
import { countEngineCall } from "@/server/metrics/count";
import type { WorkerNotice } from "./worker";

/** A call of the engine may take this long before its thread is ended and replaced (R17). */
export const CALL_TIMEOUT_MS = 20_000;

interface EngineHost {
  pool: Piscina | undefined;
  /** Threads come and go; a missing module is worth one line in the log. */
  saidKernelsMissing: boolean;
}

const host = (): EngineHost =>
  processSingleton<EngineHost>("engine-host", () => ({ pool: undefined, saidKernelsMissing: false }));

export function openEngineHost({
  workerFile,
  threads,
}: {
  readonly workerFile: string;
  readonly threads: number;
}): void {
  if (host().pool !== undefined) throw new Error("The engine host is open already.");
  if (!existsSync(workerFile)) throw new Error(`${workerFile} is missing. Build it: npm run build`);
  const pool = new Piscina({
    filename: workerFile,
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 60_000,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  // A thread that dies between calls is replaced; unheard, its error would end the process.
  pool.on("error", (error: unknown) => logger().error("an engine thread failed", { error }));
  pool.on("message", ({ kernelsMissing }: WorkerNotice) => sayKernelsMissing(kernelsMissing));
  host().pool = pool;
}

function sayKernelsMissing(reason: string): void {
  if (host().saidKernelsMissing) return;
  host().saidKernelsMissing = true;
  logger().warn("the engine's WebAssembly kernels could not be loaded; it computes the same without them, slower", {
    reason,
  });
}

/** Runs the engine in a worker thread; nothing is open in the database meanwhile. */
export async function suggestInThread(message: SuggestMessage): Promise<SuggestReply> {
  const { pool } = host();
  if (pool === undefined) throw new Error("The engine host is not open.");
  return countEngineCall(() =>
    pool.run(message, { name: "suggestInWorker", signal: AbortSignal.timeout(CALL_TIMEOUT_MS) }),
  );
}

export async function closeEngineHost(): Promise<void> {
  const { pool } = host();
  host().pool = undefined;
  await pool?.destroy();
}
