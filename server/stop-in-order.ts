import type { Logger } from "./log/logger";

export interface StopStage {
  readonly name: string;
  readonly stop: () => Promise<unknown>;
  /** After this the stage is given up and the next one begins. */
  readonly withinMs: number;
}

/** Stops part after part. One that fails or hangs is logged and keeps no other from being stopped; false when there was one. */
export async function stopInOrder(stages: readonly StopStage[], log: Pick<Logger, "error">): Promise<boolean> {
  let clean = true;
  for (const { name, stop, withinMs } of stages) {
    try {
      await within(withinMs, stop);
    } catch (error) {
      clean = false;
      log.error("a part could not be stopped; the others are", { part: name, error });
    }
  }
  return clean;
}

async function within(milliseconds: number, stop: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not stopped within ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([stop(), late]);
  } finally {
    clearTimeout(timer);
  }
}
