import type pg from "pg";
import type { ActivityAction } from "@/lib/contract/workspace-activity";
import { newId } from "@/server/kernel/ids";

interface PersonDeed {
  readonly workspaceId: string;
  readonly personId: string;
  readonly action: ActivityAction;
  readonly targetId: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly requestId: string;
}

/** Writes what a person did to a workspace from outside of it, in the transaction of the deed (S24). */
export async function auditPerson(client: pg.ClientBase, deed: PersonDeed): Promise<void> {
  const { workspaceId, personId, action, targetId, detail, requestId } = deed;
  await client.query(
    `insert into audit_event (workspace_id, id, actor_kind, actor_id, action, target_id, detail, request_id)
     values ($1, $2, 'person', $3, $4, $5, $6, $7)`,
    [workspaceId, newId(), personId, action, targetId, JSON.stringify(detail), requestId],
  );
}
