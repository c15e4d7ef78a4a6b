import type pg from "pg";
import { systemPool } from "@/server/db/pools";
import { hashInvitationSecret, isInvitationSecret } from "./invitation-secret";

export interface OpenInvitation {
  readonly workspaceId: string;
  readonly id: string;
  readonly workspaceName: string;
  readonly slug: string;
  readonly invitedBy: string | null;
  readonly role: string;
  readonly email: string | null;
  readonly emailKey: string | null;
  readonly expiresAt: Date;
}

/** The invitation behind a link's secret while it can be accepted; what was used, revoked or is late is `null` like what never was. */
export async function findOpenInvitation(
  secret: string,
  client: pg.ClientBase | pg.Pool = systemPool(),
): Promise<OpenInvitation | null> {
  if (!isInvitationSecret(secret)) return null;
  const { rows } = await client.query<OpenInvitation>(
    `select i.workspace_id as "workspaceId", i.id, w.name as "workspaceName", w.slug, p.name as "invitedBy", i.role,
            i.email, i.email_key as "emailKey", i.expires_at as "expiresAt"
       from invitation i join workspace w on w.id = i.workspace_id left join person p on p.id = i.created_by
      where i.secret_hash = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > clock_timestamp()`,
    [hashInvitationSecret(secret)],
  );
  return rows[0] ?? null;
}
