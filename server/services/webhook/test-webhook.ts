import * as contract from "@/lib/contract/webhook";
import { AppError } from "@/server/kernel/app-error";
import { newId, toApiId } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { checkWebhookUrl } from "./check-webhook-url";
import { findWebhookRow, readDelivery } from "./find-webhook";

/** A delivery like any other: what it shows holds for the others too. */
export const testWebhook = service(
  contract.testWebhook,
  async ({ db }, { webhook_id }) => {
    const { id: webhookId, name } = await findWebhookRow(db, webhook_id);
    const { workspaceId } = db;
    const [eventId, id] = [newId(), newId()];
    const now = await db.studies.now();
    const data = { workspace_id: toApiId("ws", workspaceId), webhook_id, webhook_name: name };
    // It is in no study, so no stream shows it, and its place among events is nobody's concern.
    await db.event.createMany({
      data: { workspaceId, id: eventId, sequence: 0n, type: "webhook.test", data, occurredAt: now },
    });
    await db.webhookDelivery.createMany({ data: { workspaceId, id, webhookId, eventId } });
    return readDelivery(db, id);
  },
  {
    async prepare({ db }, { webhook_id }) {
      const { url, state } = await findWebhookRow(db, webhook_id);
      if (state !== "enabled") throw notEnabled();
      await checkWebhookUrl(url);
    },
  },
);

export function notEnabled(): AppError {
  return new AppError("state_conflict", "The webhook is not enabled: nothing is sent to it. Enable it first.");
}
