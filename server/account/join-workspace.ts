import * as contract from "@/lib/contract/account";
import { findOpenInvitation } from "@/server/auth/open-invitation";
import { hashPassword } from "@/server/auth/password";
import { limitAccountTries } from "./account-limits";
import { anyoneService } from "./account-service";
import { invitationGone } from "./invitation-gone";
import { addPerson, knownKey } from "./new-person";
import { systemTransaction } from "./system-transaction";
import { useInvitation } from "./use-invitation";

/** The account and the membership are one deed: an account is not left behind when the invitation is gone. */
export const joinWorkspace = anyoneService(contract.joinWorkspace, async ({ context, input }) => {
  const { secret, name, email, password } = input;
  if ((await findOpenInvitation(secret)) === null) throw invitationGone();
  limitAccountTries("join", context.address);
  const emailKey = knownKey(email);
  const passwordHash = await hashPassword(password);
  const slug = await systemTransaction(async (client) => {
    const personId = await addPerson(client, { name, email, passwordHash });
    return useInvitation(client, { secret, personId, emailKey, requestId: context.requestId });
  });
  return { slug };
});
