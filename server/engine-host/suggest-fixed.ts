import type { Assignments } from "@/lib/contract/search-space";
import { defaultAssignments } from "@/lib/engine/space/default-assignments";
import { fixParameters } from "@/lib/engine/space/restrict";
import { pools } from "@/server/db/pools";
import { type EngineSnapshot, producerFunctions, type StudyAddress } from "@/server/db/sql/producer-functions";
import { toSuggestMessage } from "./snapshot";
import { suggestOrFallBack } from "./suggest-or-fall-back";

export interface FixedSuggestion {
  /** The number it was made for; under another it would have been another. */
  readonly number: number;
  readonly assignments: Assignments;
  readonly origin: Readonly<Record<string, unknown>>;
}

/** What the engine would be told of a study, its trials aside; null when there is no such study. */
export function readEngineHead(study: StudyAddress): Promise<EngineSnapshot | null> {
  return producerFunctions(pools().hot, study).snapshot(null);
}

/**
 * One suggestion around values the asker fixed: the sampler fills the rest. Not bound to points that are new: whoever
 * fixes values may want them again. A grid has no cells around free values, so random search fills in for it.
 */
export async function suggestFixed(head: EngineSnapshot, fixed: Assignments): Promise<FixedSuggestion> {
  const number = head.next_number;
  const message = toSuggestMessage({ ...head, trials: [] }, { numbers: [number] });
  const space = fixParameters(message.problem.space, fixed);
  const sampler = message.sampler.name === "grid" ? { name: "random", options: {} } : message.sampler;
  const reply = await suggestOrFallBack({ ...message, sampler, problem: { ...message.problem, space } });
  const made = reply?.suggestions[0];
  const assignments = made?.assignments ?? defaultAssignments(space);
  return {
    number,
    assignments,
    origin: { ...(made?.origin ?? { sampler: "defaults" }), fixed: Object.keys(fixed) },
  };
}
