import type { SuggestMessage, SuggestReply } from "@/lib/engine/messages";
import { logger } from "@/server/kernel/process-logger";
import { countEngineFallback } from "@/server/metrics/count";
import type { Tier } from "./engine-tiers";
import { type CallOptions, callEngine, type EngineReply } from "./pool";

type Suggestion = SuggestReply["suggestions"][number];

/** A suggestion as it is stored; its origin says which tier made it, and why another than the study's own sampler. */
export interface StoredSuggestion extends Omit<Suggestion, "origin"> {
  readonly origin: Omit<Suggestion["origin"], "fallback"> & {
    readonly fallback?: object;
    readonly tier?: Tier["name"];
  };
}

/** Why somebody else answers in a sampler's place. */
export type FallbackReason = "engine_error" | "engine_degraded" | "engine_late";

export interface EngineAnswer extends Pick<EngineReply, "runtime" | "tookMs"> {
  /** What was sent, for the record. */
  readonly message: SuggestMessage;
  readonly tier: Tier["name"];
  readonly reply: SuggestReply;
  readonly suggestions: readonly StoredSuggestion[];
}

interface TierCall extends CallOptions {
  readonly tier: Tier;
  /** Set where the tier stands in for the study's own sampler for another reason than load. */
  readonly because?: FallbackReason | undefined;
}

/** One call of the engine for a tier. Throws where the engine throws, overruns, dies or returns less than it must. */
export async function callTier(own: SuggestMessage, { tier, because, ...options }: TierCall): Promise<EngineAnswer> {
  const message: SuggestMessage = {
    ...own,
    sampler: tier.sampler ?? own.sampler,
    ...(tier.effort && { effort: tier.effort }),
  };
  const { reply, runtime, tookMs } = await callEngine(message, options);
  checkReply(message, reply);
  if (reply.diagnostics.length > 0)
    logger().info("the sampler has something to say", { sampler: own.sampler.name, diagnostics: reply.diagnostics });
  if (because !== undefined) countEngineFallback(because);
  const mark = {
    ...(tier.name !== "full" && { tier: tier.name }),
    ...(because !== undefined && { fallback: { from: own.sampler.name, reason: because } }),
  };
  const suggestions = reply.suggestions.map((made) => ({ ...made, origin: { ...made.origin, ...mark } }));
  return { message, tier: tier.name, reply, suggestions, runtime, tookMs };
}

/** An engine that returns too little is a broken one, as one that throws is (R17). */
function checkReply(message: SuggestMessage, reply: SuggestReply): void {
  const { suggestions, exhausted, diagnostics } = reply;
  if (!Array.isArray(suggestions) || !Array.isArray(diagnostics)) throw new Error("The engine's reply is none.");
  const isShort = suggestions.length < message.numbers.length && exhausted !== true;
  const isOff = suggestions.some(
    ({ number, fingerprint, assignments }, index) =>
      number !== message.numbers[index] || typeof fingerprint !== "string" || typeof assignments !== "object",
  );
  if (isShort || isOff) {
    throw new Error(`The engine returned ${suggestions.length} suggestions for ${message.numbers.length} numbers.`);
  }
}
