import { z } from "zod";
import { EventType, eventTypes } from "./event";
import { operation } from "./operation";
import {
  Cursor,
  EventId,
  Name,
  PageLimit,
  ProjectId,
  page,
  StudyId,
  Timestamp,
  WebhookDeliveryId,
  WebhookId,
} from "./primitives";

/** Of one workspace: each event is a row and a request for every webhook that wants it. */
export const WEBHOOKS_MAX = 20;

export const webhookStates = ["enabled", "disabled", "gone"] as const;
export const deliveryStates = ["pending", "delivered", "dead"] as const;

const Url = z
  .string()
  .trim()
  .min(1, "Must not be empty.")
  .max(2_048, "Must be at most 2,048 characters.")
  .meta({ description: "Where events are POSTed to: https, on the public internet.", format: "uri" });
const EventTypes = z
  .array(EventType)
  .min(1, "Choose at least one type of event.")
  .max(eventTypes.length)
  .transform((types) => [...new Set(types)]);

export const Webhook = z
  .object({
    id: WebhookId,
    name: z.string(),
    url: z.string(),
    project_id: ProjectId.nullable().meta({ description: "Set: events of this project only." }),
    event_types: z.array(EventType).max(eventTypes.length),
    state: z.enum(webhookStates).meta({ description: "`gone`: the endpoint answered 410, and gets nothing more." }),
    failures: z.int().meta({ description: "Tries that failed since the last one that did not." }),
    resting_until: Timestamp.nullable().meta({
      description: "After five failures in a row the endpoint is left alone until then.",
    }),
    old_secret_until: Timestamp.nullable().meta({ description: "Until then the secret before this one signs too." }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: "Webhook" });
export type Webhook = z.infer<typeof Webhook>;

export const WebhookDelivery = z
  .object({
    id: WebhookDeliveryId,
    webhook_id: WebhookId,
    event_id: EventId.meta({ description: "The webhook-id that the endpoint gets, with every try the same." }),
    event_type: z.enum([...eventTypes, "webhook.test"]),
    study_id: StudyId.nullable(),
    state: z.enum(deliveryStates).meta({ description: "`dead`: given up after the last try." }),
    attempts: z.int(),
    next_attempt_at: Timestamp.nullable(),
    last_attempt_at: Timestamp.nullable(),
    last_status: z.int().nullable().meta({ description: "HTTP status of the last answer; null if there was none." }),
    last_error: z.string().nullable(),
    created_at: Timestamp,
  })
  .meta({ id: "WebhookDelivery" });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

const Secret = z.string().meta({ description: "`whsec_` and base64; shown this once." });
const scope = "webhook:write";

export const createWebhook = operation({
  id: "webhook.create",
  summary: "Have events sent to an address; the secret that signs them is shown this once",
  kind: "mutation",
  scope,
  input: z.strictObject({
    name: Name,
    url: Url,
    project_id: ProjectId.optional().meta({ description: "Events of this project only." }),
    event_types: EventTypes.default([...eventTypes]),
  }),
  output: z.object({ webhook: Webhook, secret: Secret }),
  showsSecret: true,
  errors: ["not_found", "state_conflict", "secret_already_shown"],
  rest: { method: "POST", path: "/webhooks", status: 201 },
});

export const listWebhooks = operation({
  id: "webhook.list",
  summary: "The webhooks of the workspace, newest first, without their secrets",
  kind: "query",
  scope,
  input: z.strictObject({}),
  output: z.object({ data: z.array(Webhook).max(WEBHOOKS_MAX) }),
  errors: [],
  rest: { method: "GET", path: "/webhooks", status: 200 },
});

export const updateWebhook = operation({
  id: "webhook.update",
  summary: "Change a webhook; enabling it again lets it rest no longer",
  kind: "mutation",
  scope,
  input: z.strictObject({
    webhook_id: WebhookId,
    name: Name.optional(),
    url: Url.optional(),
    project_id: ProjectId.nullable().optional(),
    event_types: EventTypes.optional(),
    enabled: z.boolean().optional(),
  }),
  output: Webhook,
  errors: ["not_found"],
  rest: { method: "PATCH", path: "/webhooks/{webhook_id}", status: 200 },
});

export const deleteWebhook = operation({
  id: "webhook.delete",
  summary: "Delete a webhook and what is on its way to it",
  kind: "mutation",
  scope,
  input: z.strictObject({ webhook_id: WebhookId }),
  output: z.object({ id: WebhookId, deleted: z.literal(true) }),
  errors: ["not_found"],
  rest: { method: "DELETE", path: "/webhooks/{webhook_id}", status: 200 },
});

export const testWebhook = operation({
  id: "webhook.test",
  summary: "Send an event of type webhook.test; its delivery says what became of it",
  kind: "mutation",
  scope,
  input: z.strictObject({ webhook_id: WebhookId }),
  output: WebhookDelivery,
  errors: ["not_found", "state_conflict"],
  rest: { method: "POST", path: "/webhooks/{webhook_id}/test", status: 202 },
});

export const rotateWebhookSecret = operation({
  id: "webhook.rotate-secret",
  summary: "Make a new secret, shown this once; the old one signs beside it for a while",
  kind: "mutation",
  scope,
  input: z.strictObject({
    webhook_id: WebhookId,
    keep_old_hours: z
      .int()
      .min(0)
      .max(168)
      .default(24)
      .meta({ description: "For how long messages are signed with both. 0 where the old one has leaked." }),
  }),
  output: z.object({ webhook: Webhook, secret: Secret }),
  showsSecret: true,
  errors: ["not_found", "secret_already_shown"],
  rest: { method: "POST", path: "/webhooks/{webhook_id}/rotate-secret", status: 200 },
});

export const listWebhookDeliveries = operation({
  id: "webhook.deliveries",
  summary: "What was sent to a webhook or waits to be, newest first, for seven days",
  kind: "query",
  scope,
  input: z.strictObject({
    webhook_id: WebhookId,
    state: z.enum(deliveryStates).optional(),
    limit: PageLimit,
    cursor: Cursor.optional(),
  }),
  output: page(WebhookDelivery),
  errors: ["not_found"],
  rest: { method: "GET", path: "/webhooks/{webhook_id}/deliveries", status: 200 },
});

export const redeliverWebhook = operation({
  id: "webhook.redeliver",
  summary: "Send an event once more, under the same id, with all tries ahead of it",
  kind: "mutation",
  scope,
  input: z.strictObject({ webhook_id: WebhookId, delivery_id: WebhookDeliveryId }),
  output: WebhookDelivery,
  errors: ["not_found", "state_conflict"],
  rest: { method: "POST", path: "/webhooks/{webhook_id}/redeliver", status: 202 },
});
