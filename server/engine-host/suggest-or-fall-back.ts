import type { SuggestMessage, SuggestReply } from "@/lib/engine/messages";
import { findDefinition } from "@/lib/engine/sampler/catalog";
import { logger } from "@/server/kernel/process-logger";
import { countEngineFallback } from "@/server/metrics/count";
import { suggestInThread } from "./pool";

type Suggestion = SuggestReply["suggestions"][number];

/** A suggestion as it is stored; its origin says who stepped in, and for whom. */
type StoredSuggestion = Omit<Suggestion, "origin"> & {
  readonly origin: Omit<Suggestion["origin"], "fallback"> & { readonly fallback?: object };
};

export type SuggestOutcome = Omit<SuggestReply, "suggestions"> & { readonly suggestions: readonly StoredSuggestion[] };

/**
 * A sampler that throws or overruns never blocks a study: random answers in its place, and the origin says why (R17).
 * Nothing steps in for a grid, whose cells are its own (R10): null then, and whoever asked comes again.
 */
export async function suggestOrFallBack(message: SuggestMessage): Promise<SuggestOutcome | null> {
  const { name } = message.sampler;
  try {
    return await suggestInThread(message);
  } catch (error) {
    const replaceable = findDefinition(name)?.capabilities.usesHistory !== "points";
    logger().error(`the sampler failed; ${replaceable ? "random answers in its place" : "it is tried again"}`, {
      sampler: name,
      error,
    });
    if (!replaceable) return null;
    const reply = await suggestInThread({ ...message, sampler: { name: "random", options: {} } });
    const fallback = { from: name, reason: "engine_error" };
    countEngineFallback(fallback.reason);
    const suggestions = reply.suggestions.map((made) => ({ ...made, origin: { ...made.origin, fallback } }));
    return { ...reply, suggestions };
  }
}
