import * as contract from "@/lib/contract/webhook";
import { queryService } from "@/server/kernel/service";
import { decodeCursor, IdPosition, toPage } from "../pagination";
import { findWebhookRow } from "./find-webhook";
import { deliverySelect, toWebhookDelivery } from "./webhook-mapper";

export const listWebhookDeliveries = queryService(
  contract.listWebhookDeliveries,
  async ({ db }, { webhook_id, state, limit, cursor }) => {
    const { id: webhookId } = await findWebhookRow(db, webhook_id);
    const scope = { list: `webhook-delivery:${webhookId}`, workspaceId: db.workspaceId };
    const before = decodeCursor(scope, cursor, IdPosition);
    const rows = await db.webhookDelivery.findMany({
      where: {
        webhookId,
        ...(state === undefined ? {} : { state }),
        ...(before === undefined ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: limit + 1,
      select: deliverySelect,
    });
    return toPage({ scope, limit, rows, position: (row) => row.id, map: toWebhookDelivery });
  },
);
