import type { BadgeTone } from "@/components/ui/badge";
import type { DeliveryHealth, WebhookHealth } from "@/lib/analysis/webhook-health";
import { type EventType, eventTypes } from "@/lib/contract/event";

interface Look {
  readonly word: string;
  readonly tone: BadgeTone;
}

export const HEALTH: Readonly<Record<WebhookHealth, Look>> = {
  active: { word: "Active", tone: "accent" },
  failing: { word: "Failing", tone: "warning" },
  resting: { word: "Resting", tone: "warning" },
  disabled: { word: "Disabled", tone: "neutral" },
  gone: { word: "Gone", tone: "danger" },
};

export const DELIVERY: Readonly<Record<DeliveryHealth, Look>> = {
  delivered: { word: "Delivered", tone: "accent" },
  waiting: { word: "On its way", tone: "info" },
  retrying: { word: "Will be tried again", tone: "warning" },
  dead: { word: "Given up", tone: "danger" },
};

/** As the end of “Send it when …”. */
export const EVENT_WORDS: Readonly<Record<EventType, string>> = {
  "trial.completed": "a trial is completed",
  "trial.pruned": "a trial is pruned",
  "trial.failed": "a trial fails",
  "trial.infeasible": "a trial is infeasible",
  "trial.cancelled": "a trial is cancelled",
  "trial.corrected": "a trial’s result is corrected",
  "study.paused": "a study is paused",
  "study.resumed": "a study is resumed",
  "study.stopped": "a study is stopped",
  "study.finished": "a study finishes",
  "study.space_changed": "a study’s search space changes",
};

/** All, or their names. */
export function describeEvents(types: readonly EventType[]): string {
  return types.length === eventTypes.length ? "All events" : types.join(", ");
}
