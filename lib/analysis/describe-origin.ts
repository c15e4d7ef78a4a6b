import type { Origin } from "@/lib/contract/trial";
import { schedulerCatalog } from "@/lib/engine/scheduler/catalog";
import { formatNumber } from "@/lib/format/number";

/** Where a trial comes from, as a sentence. */
export function describeOrigin(origin: Origin): string {
  if (origin.sampler === "import") return describeImport(origin.out_of_space);
  const other = otherThanSampler(origin.sampler);
  if (other !== null) return other;
  const { fallback, tier, behind, why, predicted } = origin;
  const parts = [describeWho(origin)];
  if (typeof why === "string") parts.push(why);
  if (typeof predicted === "object" && predicted !== null) parts.push(...describePrediction(predicted));
  if (typeof tier === "string") parts.push(...describeTier(tier, fallback !== undefined));
  if (typeof fallback === "object" && fallback !== null) parts.push(describeFallback(fallback));
  if (typeof behind === "number" && behind > 0) {
    parts.push(`It did not know the ${behind === 1 ? "latest result" : `latest ${behind} results`}.`);
  }
  return parts.join(" ");
}

function describeWho({ sampler, by, fixed, suggested }: Origin): string {
  if (Array.isArray(fixed) && fixed.length > 0)
    return `Asked for with ${fixed.join(", ")} given; the rest by ${sampler}.`;
  const proposed = suggested === undefined ? "Proposed" : "Suggested to its client";
  if (typeof by === "string") return `${proposed} by ${by}, which the ${sampler} sampler chose.`;
  return `${proposed} by the ${sampler} sampler.`;
}

function describeImport(misfits: unknown): string {
  const names = Array.isArray(misfits) ? misfits.join(", ") : "";
  return names === "" ? "Imported." : `Imported; does not fit the search space in ${names}.`;
}

/** What no sampler proposed: trials by hand, and the children of a population, which come from their scheduler. */
function otherThanSampler(name: string): string | null {
  if (name === "enqueue") return "Queued by hand.";
  if (name === "external") return "Made by a client, with a sampler of its own.";
  if (name === "retry") return "Queued again by hand.";
  return schedulerCatalog.some(({ id }) => id === name) ? `Made by the ${name} scheduler.` : null;
}

function describeTier(tier: string, isFallback: boolean): readonly string[] {
  if (tier === "light") return ["Searched less than usual, because many asked at once."];
  return isFallback ? [] : ["The study's own sampler was too slow for all who asked."];
}

const REASONS: Readonly<Record<string, string>> = {
  engine_error: "it failed",
  engine_degraded: "it failed three times in a row and is not asked until the study is resumed",
  engine_late: "it was not there in time",
};

function describePrediction(predicted: object): readonly string[] {
  const { mean, sd } = { mean: null, sd: null, ...predicted };
  if (typeof mean !== "number" || typeof sd !== "number") return [];
  return [`Expected then: ${formatNumber(mean)} ± ${formatNumber(sd, 2)}.`];
}

function describeFallback(fallback: object): string {
  const from = "from" in fallback && typeof fallback.from === "string" ? fallback.from : null;
  const to = "to" in fallback && typeof fallback.to === "string" ? fallback.to : null;
  const reason = "reason" in fallback && typeof fallback.reason === "string" ? fallback.reason : null;
  const who = to === null ? "Another way stepped in" : `${to} stepped in`;
  return `${who}${from === null ? "" : ` for ${from}`}${reason === null ? "" : `: ${REASONS[reason] ?? reason}`}.`;
}
