import type { z } from "zod";
import * as contract from "@/lib/contract/webhook";
import type { TransactionDb } from "@/server/db/workspace-db";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { findProject } from "../project/find-project";
import { checkWebhookUrl } from "./check-webhook-url";
import { findWebhook, findWebhookRow } from "./find-webhook";

export const updateWebhook = service(
  contract.updateWebhook,
  async (context, { webhook_id, ...change }) => {
    const { db } = context;
    const { id } = await findWebhookRow(db, webhook_id);
    await db.webhook.updateMany({
      where: { id },
      data: { ...(await columnsOf(db, change)), updatedAt: await db.studies.now() },
    });
    await audit(context, { action: "webhook.updated", targetId: id, detail: { fields: Object.keys(change) } });
    return findWebhook(db, webhook_id);
  },
  {
    async prepare({ db }, { webhook_id, url }) {
      if (url === undefined) return;
      await findWebhookRow(db, webhook_id); // whose webhook is not there learns that and nothing else
      await checkWebhookUrl(url);
    },
  },
);

type Change = Omit<z.output<typeof contract.updateWebhook.input>, "webhook_id">;

async function columnsOf(db: TransactionDb, { name, url, project_id, event_types, enabled }: Change) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { url }),
    ...(project_id === undefined
      ? {}
      : { projectId: project_id === null ? null : (await findProject(db, project_id)).id }),
    ...(event_types === undefined ? {} : { eventTypes: event_types }),
    ...(enabled === undefined ? {} : { state: enabled ? "enabled" : "disabled" }),
    // Whoever changes where it goes, or wants it to go on, has mended something.
    ...(enabled === true || url !== undefined ? { failures: 0, pausedUntil: null } : {}),
  };
}
