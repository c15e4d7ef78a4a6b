import * as contract from "@/lib/contract/account";
import { findOpenInvitation } from "@/server/auth/open-invitation";
import { hashPassword } from "@/server/auth/password";
import { limitAccountTries } from "./account-limits";
import { anyoneService } from "./account-service";
import { invitationGone } from "./invitation-gone";
import { addPerson, knownKey } from "./new-person";
import { systemTransaction } from "./system-transaction";
import { refuseOtherAddress, useInvitation } from "./use-invitation";

/** The account and the membership are one deed: an account is not left behind when the invitation is gone. */
export const joinWorkspace = anyoneService(contract.joinWorkspace, async ({ context, input }) => {
  const { secret, name, email, password } = input;
  const invitation = await findOpenInvitation(secret);
  if (invitation === null) throw invitationGone();
  limitAccountTries("join", context.address);
  const emailKey = knownKey(email);
  // Before anything is looked up or hashed: somebody else's link must not tell which addresses have an account.
  refuseOtherAddress(invitation, emailKey);
  const passwordHash = await hashPassword(password);
  const slug = await systemTransaction(async (client) => {
    const personId = await addPerson(client, { name, email, passwordHash });
    return useInvitation(client, { secret, personId, emailKey, requestId: context.requestId });
  });
  return { slug };
});
