import { Webhook, WebhookDelivery } from "@/lib/contract/webhook";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";

/** Neither secret is among them. */
export const webhookSelect = {
  id: true,
  name: true,
  url: true,
  projectId: true,
  eventTypes: true,
  state: true,
  failures: true,
  pausedUntil: true,
  previousUntil: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.WebhookSelect;

type WebhookRow = Prisma.WebhookGetPayload<{ select: typeof webhookSelect }>;

export function toWebhook(row: WebhookRow, now: Date): Webhook {
  const ahead = (time: Date | null) => (time !== null && time > now ? time.toISOString() : null);
  return Webhook.parse({
    id: toApiId("whk", row.id),
    name: row.name,
    url: row.url,
    project_id: row.projectId === null ? null : toApiId("prj", row.projectId),
    event_types: row.eventTypes,
    state: row.state,
    failures: row.failures,
    resting_until: ahead(row.pausedUntil),
    old_secret_until: ahead(row.previousUntil),
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  });
}

export const deliverySelect = {
  id: true,
  webhookId: true,
  eventId: true,
  state: true,
  attempts: true,
  nextAt: true,
  lastAttemptAt: true,
  lastStatus: true,
  lastError: true,
  createdAt: true,
  event: { select: { type: true, studyId: true } },
} satisfies Prisma.WebhookDeliverySelect;

type DeliveryRow = Prisma.WebhookDeliveryGetPayload<{ select: typeof deliverySelect }>;

export function toWebhookDelivery(row: DeliveryRow): WebhookDelivery {
  return WebhookDelivery.parse({
    id: toApiId("dlv", row.id),
    webhook_id: toApiId("whk", row.webhookId),
    event_id: toApiId("evt", row.eventId),
    event_type: row.event.type,
    study_id: row.event.studyId === null ? null : toApiId("std", row.event.studyId),
    state: row.state,
    attempts: row.attempts,
    next_attempt_at: row.state === "pending" ? row.nextAt.toISOString() : null,
    last_attempt_at: row.lastAttemptAt?.toISOString() ?? null,
    last_status: row.lastStatus,
    last_error: row.lastError,
    created_at: row.createdAt.toISOString(),
  });
}
