import * as contract from "@/lib/contract/webhook";
import { newWebhookSecret, sealWebhookSecret, showWebhookSecret } from "@/server/auth/webhook-secret";
import { AppError } from "@/server/kernel/app-error";
import { newId, toApiId } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { findProject } from "../project/find-project";
import { checkWebhookUrl } from "./check-webhook-url";
import { findWebhook } from "./find-webhook";

export const createWebhook = service(
  contract.createWebhook,
  async (context, { name, url, project_id, event_types }) => {
    const { db } = context;
    if ((await db.webhook.count()) >= contract.WEBHOOKS_MAX) {
      throw new AppError(
        "state_conflict",
        `A workspace has at most ${contract.WEBHOOKS_MAX} webhooks. Delete one that is not needed any more.`,
      );
    }
    const project = project_id === undefined ? null : await findProject(db, project_id);
    const id = newId();
    const secret = newWebhookSecret();
    await db.webhook.createMany({
      data: {
        workspaceId: db.workspaceId,
        id,
        name,
        url,
        projectId: project?.id ?? null,
        eventTypes: event_types,
        secret: sealWebhookSecret(secret, { workspaceId: db.workspaceId, webhookId: id }),
        createdBy: context.actor.id,
      },
    });
    // Neither here nor anywhere else the address: it may hold a secret of its own.
    await audit(context, { action: "webhook.created", targetId: id, detail: { name } });
    return { webhook: await findWebhook(db, toApiId("whk", id)), secret: showWebhookSecret(secret) };
  },
  { prepare: (_context, { url }) => checkWebhookUrl(url) },
);
