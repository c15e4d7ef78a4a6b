import * as contract from "@/lib/contract/invitation";
import { refusedRoleChange } from "@/lib/domain/member-rules";
import { emailKey } from "@/server/auth/email-key";
import { hashInvitationSecret, newInvitationSecret } from "@/server/auth/invitation-secret";
import { AppError } from "@/server/kernel/app-error";
import { newId } from "@/server/kernel/ids";
import { publicAddress } from "@/server/kernel/public-address";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { governingRole } from "../member/member-standing";
import { invitationSelect, toInvitation } from "./invitation-mapper";

const DAY_MS = 86_400_000;

export const createInvitation = service(
  contract.createInvitation,
  async (context, { role, email, expires_in_days }) => {
    const { db, actor } = context;
    const refused = refusedRoleChange({ actor: governingRole(actor), to: role });
    if (refused !== null) throw new AppError("forbidden", refused);
    const secret = newInvitationSecret();
    const id = newId();
    const now = await db.studies.now();
    await db.invitation.createMany({
      data: {
        workspaceId: db.workspaceId,
        id,
        role,
        email: email ?? null,
        emailKey: email === undefined ? null : keyOf(email),
        secretHash: new Uint8Array(hashInvitationSecret(secret)),
        createdBy: actor.id,
        expiresAt: new Date(now.getTime() + expires_in_days * DAY_MS),
      },
    });
    await audit(context, { action: "invitation.created", targetId: id, detail: { role } });
    const row = await db.invitation.findFirstOrThrow({ where: { id }, select: invitationSelect });
    return { invitation: toInvitation(row, now), url: `${publicAddress()}/invite/${secret}` };
  },
);

function keyOf(email: string): string {
  const key = emailKey(email);
  if (key !== null) return key;
  const detail = "Must be an e-mail address.";
  throw new AppError("invalid_input", detail, { errors: [{ pointer: "/email", code: "custom", detail }] });
}
