import * as contract from "@/lib/contract/account";
import { Role } from "@/lib/contract/me";
import { findOpenInvitation } from "@/server/auth/open-invitation";
import { anyoneService } from "./account-service";
import { invitationGone } from "./invitation-gone";

/** Reading changes nothing, so that previews of the link in chats do not use it up. */
export const readInvitation = anyoneService(contract.readInvitation, async ({ input }) => {
  const invitation = await findOpenInvitation(input.secret);
  if (invitation === null) throw invitationGone();
  return {
    workspace: invitation.workspaceName,
    invited_by: invitation.invitedBy,
    role: Role.parse(invitation.role),
    email: invitation.email,
    expires_at: invitation.expiresAt.toISOString(),
  };
});
