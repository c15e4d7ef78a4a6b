import * as contract from "@/lib/contract/webhook";
import { queryService } from "@/server/kernel/service";
import { toWebhook, webhookSelect } from "./webhook-mapper";

export const listWebhooks = queryService(contract.listWebhooks, ({ db }) =>
  db.transaction(async (tx) => {
    const now = await tx.studies.now();
    const rows = await tx.webhook.findMany({
      orderBy: { id: "desc" },
      take: contract.WEBHOOKS_MAX,
      select: webhookSelect,
    });
    return { data: rows.map((row) => toWebhook(row, now)) };
  }),
);
