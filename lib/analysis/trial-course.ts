import type { TrialDetail } from "../contract/trial";
import type { TrialRung } from "../contract/trial-course";
import { schedulerCatalog } from "../engine/scheduler/catalog";
import { formatDuration } from "../format/duration";
import { formatNumber } from "../format/number";
import { describeReason } from "./describe-reason";

type Standing = Pick<
  TrialDetail,
  "state" | "state_reason" | "verdict" | "rungs" | "target" | "lease_until" | "attempt"
>;

/** How the trial stands and why, in sentences; null when there is nothing to say beyond its state. */
export function describeStanding(trial: Standing): string | null {
  const { state, verdict, target } = trial;
  const why = whyOf(trial);
  switch (state) {
    case "running":
      if (verdict.verdict === "stop") return joined("Stopping: its worker is told with its next report.", why);
      if (verdict.verdict === "pause") return joined("Pausing: its worker is told with its next report.", why);
      return target === null ? null : `It may train to ${formatNumber(target)}.`;
    case "paused":
      // No scheduler pauses what nobody was handed.
      if (trial.attempt === 0) return "It is being imported: if that was broken off, import its study again.";
      return joined(why, "It goes on when it is among the best of its rung and a worker asks.");
    case "queued":
      return trial.attempt === 0 ? null : waiting(trial);
    default:
      return joined(endOf(trial), why);
  }
}

function waiting({ rungs }: Standing): string {
  const promotion = rungs.at(-1)?.promotion;
  if (!promotion) return "It waits for a worker to go on with it.";
  return `Promoted to ${formatNumber(promotion.target)}; it waits for a worker to go on with it.`;
}

/** What its scheduler said last; a person's stop has no such sentence. */
function whyOf({ state, state_reason, verdict, rungs }: Standing): string | null {
  // Of a trial that ended by itself, what its rungs said last is in their list.
  if (state === "paused" || state_reason === "not_promoted") return rungs.at(-1)?.why ?? null;
  return state === "running" || verdict.reason?.rule === state_reason ? (verdict.reason?.why ?? null) : null;
}

function endOf({ state, state_reason }: Standing): string | null {
  if (state_reason === null) return null;
  const scheduler = schedulerCatalog.find(({ id }) => id === state_reason);
  if (scheduler !== undefined) return `${state === "pruned" ? "Pruned" : "Ended"} by ${scheduler.id}.`;
  return describeReason(state_reason);
}

function joined(...parts: readonly (string | null)[]): string | null {
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? null : said.join(" ");
}

const DECISIONS: Readonly<Record<TrialRung["decision"], string>> = {
  continue: "went on",
  pause: "paused",
  stop: "stopped",
};

/** What happened at a rung, in a few words. */
export function describeRung({ decision, promotion }: Pick<TrialRung, "decision" | "promotion">): string {
  if (promotion === null) return DECISIONS[decision];
  const from = promotion.from_step === 0 ? "" : ` from step ${promotion.from_step}`;
  return `promoted to ${formatNumber(promotion.target)}${from}`;
}

/** How a hand-out ended, as part of a sentence. */
const ENDS: Readonly<Record<string, string>> = {
  told: "told its result",
  released: "given back by its worker",
  lease_expired: "its worker fell silent",
  redelivered: "handed out again to the same worker",
};

export function describeAttemptEnd(reason: string): string {
  return ENDS[reason] ?? describeReason(reason);
}

/** How long the worker may stay silent; null when nobody holds the trial. */
export function describeLease({ state, lease_until }: Standing, nowMs: number): string | null {
  if (state !== "running" || lease_until === null) return null;
  const leftMs = Date.parse(lease_until) - nowMs;
  return leftMs > 0 ? `lease for another ${formatDuration(leftMs)}` : "its lease has run out";
}

/** Where it goes back to, as words and the numbers of trials between them; empty when it is nobody's. */
export function describeLineage({ lineage }: Pick<TrialDetail, "lineage">): readonly (string | number)[] {
  const { retry_of, parent, donor, from_step } = lineage;
  if (retry_of !== null) return ["The assignments of trial ", retry_of, ", once more."];
  if (parent === null) return [];
  const place = ["Took the place of trial ", parent];
  return donor === null
    ? [...place, "."]
    : [...place, ", from the checkpoint of trial ", donor, ` at step ${from_step ?? 0}.`];
}
