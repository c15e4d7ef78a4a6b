import * as contract from "@/lib/contract/webhook";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { findWebhookRow } from "./find-webhook";

export const deleteWebhook = service(contract.deleteWebhook, async (context, { webhook_id }) => {
  const { id, name } = await findWebhookRow(context.db, webhook_id);
  await context.db.webhook.deleteMany({ where: { id } });
  await audit(context, { action: "webhook.deleted", targetId: id, detail: { name } });
  return { id: webhook_id, deleted: true as const };
});
