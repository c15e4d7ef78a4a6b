import type { ActivityAction } from "@/lib/contract/workspace-activity";
import type { Prisma } from "@/server/generated/prisma/client";
import { newId } from "@/server/kernel/ids";
import type { TransactionContext } from "@/server/kernel/service";

interface AuditEntry {
  readonly action: ActivityAction;
  readonly targetId: string;
  readonly detail?: Prisma.InputJsonObject;
}

/** Writes who did what, in the transaction of the deed (S24). */
export async function audit(context: TransactionContext, { action, targetId, detail = {} }: AuditEntry): Promise<void> {
  await context.db.auditEvent.createMany({
    data: {
      workspaceId: context.db.workspaceId,
      id: newId(),
      actorKind: context.actor.kind,
      actorId: context.actor.id,
      action,
      targetId,
      detail,
      requestId: context.requestId,
    },
  });
}
