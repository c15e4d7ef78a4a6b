import type { Webhook, WebhookDelivery } from "@/lib/contract/webhook";
import type { TransactionDb, WorkspaceDb } from "@/server/db/workspace-db";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { deliverySelect, toWebhook, toWebhookDelivery, webhookSelect } from "./webhook-mapper";

type Db = Pick<WorkspaceDb, "webhook">;

/** The webhook's row, or the 404 that absent and foreign share. */
export async function findWebhookRow(db: Db, webhookId: string) {
  const row = await db.webhook.findFirst({ where: { id: toUuid(webhookId) }, select: webhookSelect });
  if (row === null) throw notFound();
  return row;
}

export async function findWebhook(db: Db & Pick<TransactionDb, "studies">, webhookId: string): Promise<Webhook> {
  return toWebhook(await findWebhookRow(db, webhookId), await db.studies.now());
}

export async function readDelivery(db: Pick<WorkspaceDb, "webhookDelivery">, id: string): Promise<WebhookDelivery> {
  const row = await db.webhookDelivery.findFirst({ where: { id }, select: deliverySelect });
  if (row === null) throw notFound();
  return toWebhookDelivery(row);
}
