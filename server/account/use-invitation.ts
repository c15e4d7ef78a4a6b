import type pg from "pg";
import { findOpenInvitation, type OpenInvitation } from "@/server/auth/open-invitation";
import { AppError } from "@/server/kernel/app-error";
import { auditPerson } from "./audit-person";
import { invitationGone } from "./invitation-gone";

interface InvitationUse {
  readonly secret: string;
  readonly personId: string;
  readonly emailKey: string;
  readonly requestId: string;
}

/** Makes a person a member by an invitation, once, and gives the workspace's address. A member already keeps their role, and the invitation. */
export async function useInvitation(client: pg.PoolClient, use: InvitationUse): Promise<string> {
  const { secret, personId, emailKey, requestId } = use;
  const invitation = await findOpenInvitation(secret, client);
  if (invitation === null) throw invitationGone();
  const { workspaceId, id, role, slug } = invitation;
  refuseOtherAddress(invitation, emailKey);
  const { rows: known } = await client.query("select 1 from membership where workspace_id = $1 and person_id = $2", [
    workspaceId,
    personId,
  ]);
  if (known.length > 0) return slug;
  // Of two who accept at the same moment the second waits here, and then finds it accepted.
  const { rowCount } = await client.query(
    `update invitation set accepted_at = clock_timestamp(), accepted_by = $3
      where workspace_id = $1 and id = $2 and accepted_at is null and revoked_at is null and expires_at > clock_timestamp()`,
    [workspaceId, id, personId],
  );
  if (rowCount !== 1) throw invitationGone();
  await client.query("insert into membership (workspace_id, person_id, role) values ($1, $2, $3)", [
    workspaceId,
    personId,
    role,
  ]);
  await auditPerson(client, {
    workspaceId,
    personId,
    action: "invitation.accepted",
    targetId: id,
    detail: { role },
    requestId,
  });
  return slug;
}

/** An invitation for an address is for nobody else. */
export function refuseOtherAddress(invitation: Pick<OpenInvitation, "email" | "emailKey">, emailKey: string): void {
  if (invitation.emailKey === null || invitation.emailKey === emailKey) return;
  throw new AppError("forbidden", `This invitation is for ${invitation.email}. Join with that address.`);
}
