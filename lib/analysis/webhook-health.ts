import type { Webhook, WebhookDelivery } from "../contract/webhook";

export type WebhookHealth = "active" | "failing" | "resting" | "disabled" | "gone";

/** What to say of a webhook at a glance: whether somebody has to look after it. */
export function webhookHealth(
  webhook: Pick<Webhook, "state" | "failures" | "resting_until">,
  nowMs: number,
): WebhookHealth {
  if (webhook.state !== "enabled") return webhook.state;
  if (webhook.resting_until !== null && Date.parse(webhook.resting_until) > nowMs) return "resting";
  return webhook.failures > 0 ? "failing" : "active";
}

export type DeliveryHealth = "delivered" | "waiting" | "retrying" | "dead";

export function deliveryHealth({ state, attempts }: Pick<WebhookDelivery, "state" | "attempts">): DeliveryHealth {
  if (state !== "pending") return state;
  return attempts === 0 ? "waiting" : "retrying";
}
