import type { Assignments } from "@/lib/contract/search-space";
import type { SuggestMessage } from "@/lib/engine/messages";
import { defaultAssignments } from "@/lib/engine/space/default-assignments";
import { fixParameters } from "@/lib/engine/space/restrict";
import { pools } from "@/server/db/pools";
import { type EngineHead, producerFunctions, type StudyAddress } from "@/server/db/sql/producer-functions";
import { logger } from "@/server/kernel/process-logger";
import { callTier, type StoredSuggestion } from "./engine-call";
import { FULL, QUASI_RANDOM } from "./engine-tiers";
import { toSuggestMessage } from "./snapshot";

export interface FixedSuggestion {
  /** The number it was made for; under another it would have been another. */
  readonly number: number;
  readonly assignments: Assignments;
  readonly origin: Readonly<Record<string, unknown>>;
}

/** What the engine would be told of a study, its trials aside; null when there is no such study. */
export function readEngineHead(study: StudyAddress): Promise<EngineHead | null> {
  return producerFunctions(pools().engine, study).head();
}

/**
 * One suggestion around values the asker fixed: the sampler fills the rest. Not bound to points that are new: whoever
 * fixes values may want them again. A grid has no cells around free values, so random search fills in for it.
 */
export async function suggestFixed(head: EngineHead, fixed: Assignments): Promise<FixedSuggestion> {
  const number = head.next_number;
  const message = toSuggestMessage(head, { numbers: [number] });
  const space = fixParameters(message.problem.space, fixed);
  const sampler = message.sampler.name === "grid" ? { name: "random", options: {} } : message.sampler;
  const made = await suggestOne({ ...message, sampler, problem: { ...message.problem, space } });
  const assignments = made?.assignments ?? defaultAssignments(space);
  return {
    number,
    assignments,
    origin: { ...(made?.origin ?? { sampler: "defaults" }), fixed: Object.keys(fixed) },
  };
}

/** A sampler that fails does not keep anybody from evaluating what they fixed (R17). */
async function suggestOne(message: SuggestMessage): Promise<StoredSuggestion | undefined> {
  try {
    return (await callTier(message, { tier: FULL })).suggestions[0];
  } catch (error) {
    logger().error("the sampler failed; quasi-random values in its place", { sampler: message.sampler.name, error });
  }
  const substitute = { tier: QUASI_RANDOM, because: "engine_error", lane: "quick" } as const;
  return callTier(message, substitute).then(
    ({ suggestions }) => suggestions[0],
    () => undefined,
  );
}
