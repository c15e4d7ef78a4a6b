import * as contract from "@/lib/contract/account";
import { Role } from "@/lib/contract/me";
import { emailKey } from "@/server/auth/email-key";
import { findOpenInvitation } from "@/server/auth/open-invitation";
import { anyoneService } from "./account-service";
import { invitationGone } from "./invitation-gone";

/** Reading changes nothing, so that previews of the link in chats do not use it up. */
export const readInvitation = anyoneService(contract.readInvitation, async ({ context, input }) => {
  const invitation = await findOpenInvitation(input.secret);
  if (invitation === null) throw invitationGone();
  const person = await context.person();
  return {
    workspace: invitation.workspaceName,
    invited_by: invitation.invitedBy,
    role: Role.parse(invitation.role),
    email: invitation.email,
    // Compared with who asks only: whether the address has an account is not looked up.
    meant_for_other: person !== null && invitation.emailKey !== null && emailKey(person.email) !== invitation.emailKey,
    expires_at: invitation.expiresAt.toISOString(),
  };
});
