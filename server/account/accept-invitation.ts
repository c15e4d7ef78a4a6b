import * as contract from "@/lib/contract/account";
import { personService } from "./account-service";
import { knownKey } from "./new-person";
import { systemTransaction } from "./system-transaction";
import { useInvitation } from "./use-invitation";

export const acceptInvitation = personService(contract.acceptInvitation, async ({ context, input, person }) => ({
  slug: await systemTransaction((client) =>
    useInvitation(client, {
      secret: input.secret,
      personId: person.personId,
      emailKey: knownKey(person.email),
      requestId: context.requestId,
    }),
  ),
}));
