import { Invitation } from "@/lib/contract/invitation";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";

export const invitationSelect = {
  id: true,
  role: true,
  email: true,
  createdAt: true,
  expiresAt: true,
  acceptedAt: true,
  revokedAt: true,
} satisfies Prisma.InvitationSelect;

type InvitationRow = Prisma.InvitationGetPayload<{ select: typeof invitationSelect }>;

export function toInvitation(row: InvitationRow, now: Date): Invitation {
  return Invitation.parse({
    id: toApiId("inv", row.id),
    role: row.role,
    email: row.email,
    state: stateOf(row, now),
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  });
}

function stateOf({ acceptedAt, revokedAt, expiresAt }: InvitationRow, now: Date): Invitation["state"] {
  if (acceptedAt !== null) return "accepted";
  if (revokedAt !== null) return "revoked";
  return expiresAt <= now ? "expired" : "open";
}
