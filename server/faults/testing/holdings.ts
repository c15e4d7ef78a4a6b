import { readdirSync } from "node:fs";

/** What a process may not have ever more of. */
export interface Holdings {
  /** Bytes of the heap that are in use. */
  readonly heap: number;
  readonly timers: number;
  /** Open files and connections; 0 where the system does not list them. */
  readonly descriptors: number;
}

/** Of this process, after a collection: it must have been started with --expose-gc. */
export function countHoldings(): Holdings {
  if (globalThis.gc === undefined) throw new Error("This process was started without --expose-gc.");
  globalThis.gc();
  return {
    heap: process.memoryUsage().heapUsed,
    timers: process.getActiveResourcesInfo().filter((name) => name === "Timeout").length,
    descriptors: countDescriptors(),
  };
}

function countDescriptors(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}
