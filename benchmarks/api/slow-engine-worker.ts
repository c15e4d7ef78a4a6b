import { setTimeout as sleep } from "node:timers/promises";
import type { SuggestMessage } from "@/lib/engine/messages";
import { suggestInWorker as suggestAtOnce, type WorkerReply } from "@/server/engine-host/worker";

/** What the part `crowd` says that a suggestion costs. */
export const ENGINE_MS = 50;
/** The sampler whose own calls are slow; what stands in for it takes what it takes. */
export const SLOW_SAMPLER = "tpe";

/** The engine's thread, but that each suggestion of the slow sampler takes 50 ms at least, however many trials there are. */
export async function suggestInWorker(message: SuggestMessage): Promise<WorkerReply> {
  const began = performance.now();
  const answer = suggestAtOnce(message);
  if (message.sampler.name === SLOW_SAMPLER) {
    const lasts = ENGINE_MS * answer.reply.suggestions.length;
    await sleep(Math.max(0, lasts - (performance.now() - began)));
  }
  return answer;
}
