import * as contract from "@/lib/contract/webhook";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { findWebhookRow, readDelivery } from "./find-webhook";
import { notEnabled } from "./test-webhook";

/** One that is on its way already is left as it is. */
export const redeliverWebhook = service(contract.redeliverWebhook, async ({ db }, { webhook_id, delivery_id }) => {
  const { id: webhookId, state } = await findWebhookRow(db, webhook_id);
  const id = toUuid(delivery_id);
  const delivery = await db.webhookDelivery.findFirst({ where: { id, webhookId }, select: { state: true } });
  if (delivery === null) throw notFound();
  if (state !== "enabled") throw notEnabled();
  await db.webhookDelivery.updateMany({
    where: { id, webhookId, state: { in: ["delivered", "dead"] } },
    data: { state: "pending", attempts: 0, nextAt: await db.studies.now(), lockedUntil: null },
  });
  return readDelivery(db, id);
});
