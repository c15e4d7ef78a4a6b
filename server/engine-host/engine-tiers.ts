import type { SuggestMessage } from "@/lib/engine/messages";
import { findDefinition } from "@/lib/engine/sampler/catalog";
import type { Capabilities } from "@/lib/engine/sampler/definition";
import type { Effort } from "@/lib/engine/sampler/sampler";

/** What serves a study: its own sampler first, cheaper ones when that is too slow, too late or broken. */
export interface Tier {
  readonly name: "full" | "light" | "tpe" | "quasi-random";
  /** The study's own when absent. */
  readonly sampler?: SuggestMessage["sampler"];
  readonly effort?: Partial<Effort>;
}

export const FULL: Tier = { name: "full" };
/** The same model; fewer candidates, starts and made-up results. */
const LIGHT: Tier = { name: "light", effort: { candidates: 256, searches: 2 } };
export const TPE: Tier = { name: "tpe", sampler: { name: "tpe", options: {} } };
export const QUASI_RANDOM: Tier = { name: "quasi-random", sampler: { name: "quasi-random", options: {} } };

/** Cheapest last. A sampler that builds no model is as cheap as anything that could step in. */
export function tiersOf(samplerName: string): readonly Tier[] {
  if (!isModel(samplerName)) return [FULL];
  return samplerName === "tpe" ? [FULL, QUASI_RANDOM] : [FULL, LIGHT, TPE, QUASI_RANDOM];
}

/**
 * Who answers when the study's own sampler did not in time, the better one first. A grid has nobody: its cells are its own
 * (R10). A point that another proposes is none that was tried, so finite spaces are not affected.
 */
export function substitutesOf(samplerName: string): readonly Tier[] {
  if (usesOf(samplerName) === "points") return [];
  return isModel(samplerName) && samplerName !== "tpe" ? [TPE, QUASI_RANDOM] : [QUASI_RANDOM];
}

/** `taken`: told of trials only once it repeated one. `points` and `taken`: no result changes what it proposes. */
export function usesOf(samplerName: string): Capabilities["usesHistory"] {
  return findDefinition(samplerName)?.capabilities.usesHistory ?? "values";
}

function isModel(samplerName: string): boolean {
  const { usesHistory, dependsOn } = findDefinition(samplerName)?.capabilities ?? {};
  return usesHistory === "values" && dependsOn === "set";
}
