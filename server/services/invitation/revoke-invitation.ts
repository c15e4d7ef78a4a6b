import * as contract from "@/lib/contract/invitation";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { invitationSelect, toInvitation } from "./invitation-mapper";

/** Revoking twice is harmless; what was accepted is undone by removing the member. */
export const revokeInvitation = service(contract.revokeInvitation, async (context, { invitation_id }) => {
  const { db } = context;
  const id = toUuid(invitation_id);
  const now = await db.studies.now();
  const { count } = await db.invitation.updateMany({
    where: { id, revokedAt: null, acceptedAt: null },
    data: { revokedAt: now },
  });
  const row = await db.invitation.findFirst({ where: { id }, select: invitationSelect });
  if (row === null) throw notFound();
  if (row.acceptedAt !== null)
    throw new AppError("state_conflict", "This invitation was accepted. Remove the member instead.");
  if (count === 1) await audit(context, { action: "invitation.revoked", targetId: id });
  return toInvitation(row, now);
});
