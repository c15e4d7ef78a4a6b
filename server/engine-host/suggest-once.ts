import type { SuggestMessage } from "@/lib/engine/messages";
import { AppError } from "@/server/kernel/app-error";
import { logger } from "@/server/kernel/process-logger";
import { callTier, type EngineAnswer, type FallbackReason } from "./engine-call";
import { FULL, QUASI_RANDOM, substitutesOf } from "./engine-tiers";
import { EngineBusyError, isEngineOpen } from "./pool";

/** Who asks waits this long for a thread; what runs then may take its time. */
const THREAD_WAIT_MS = 3_000;
/** A substitute that takes longer, or longer to begin, is none. */
const SUBSTITUTE_MS = 2_000;

/**
 * An answer for somebody who waits, of a problem that no loop of a study serves. As with asks, a quicker sampler steps in where
 * too many others compute, and quasi-random points where the sampler fails (R17); nobody does for a grid.
 */
export async function suggestOnce(message: SuggestMessage): Promise<EngineAnswer> {
  const { name } = message.sampler;
  let because: FallbackReason = "engine_late";
  try {
    return await callTier(message, { tier: FULL, waitMs: THREAD_WAIT_MS });
  } catch (error) {
    if (!isEngineOpen()) throw error; // the process ends
    if (!(error instanceof EngineBusyError)) {
      because = "engine_error";
      logger().error("the sampler failed a client's trial", { sampler: name, error });
    }
  }
  const substitutes = substitutesOf(name);
  for (const tier of because === "engine_error" ? substitutes.filter((one) => one === QUASI_RANDOM) : substitutes) {
    try {
      const within = { timeoutMs: SUBSTITUTE_MS, waitMs: SUBSTITUTE_MS };
      return await callTier(message, { tier, because, lane: "quick", ...within });
    } catch (error) {
      logger().warn("a substitute could not answer either", { sampler: name, tier: tier.name, error });
    }
  }
  throw new AppError(
    "unavailable",
    "The sampler cannot answer right now. Ask again shortly, or draw values yourself.",
    {
      retryAfterSeconds: 2,
    },
  );
}
