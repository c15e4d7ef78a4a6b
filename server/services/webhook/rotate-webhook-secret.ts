import * as contract from "@/lib/contract/webhook";
import { newWebhookSecret, sealWebhookSecret, showWebhookSecret } from "@/server/auth/webhook-secret";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { findWebhook } from "./find-webhook";

const HOUR_MS = 3_600_000;

/** For a while both sign, so that a receiver can change over when it suits (S27). */
export const rotateWebhookSecret = service(
  contract.rotateWebhookSecret,
  async (context, { webhook_id, keep_old_hours }) => {
    const { db } = context;
    const id = toUuid(webhook_id);
    const old = await db.webhook.findFirst({ where: { id }, select: { secret: true } });
    if (old === null) throw notFound();
    const secret = newWebhookSecret();
    const now = await db.studies.now();
    const isKept = keep_old_hours > 0;
    await db.webhook.updateMany({
      where: { id },
      data: {
        secret: sealWebhookSecret(secret, { workspaceId: db.workspaceId, webhookId: id }),
        previousSecret: isKept ? old.secret : null,
        previousUntil: isKept ? new Date(now.getTime() + keep_old_hours * HOUR_MS) : null,
        updatedAt: now,
      },
    });
    await audit(context, { action: "webhook.secret-rotated", targetId: id, detail: { keep_old_hours } });
    return { webhook: await findWebhook(db, webhook_id), secret: showWebhookSecret(secret) };
  },
);
