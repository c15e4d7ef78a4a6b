import * as contract from "@/lib/contract/account";
import { endSessionOf } from "@/server/auth/session-store";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { personService } from "./account-service";

export const endSession = personService(contract.endSession, async ({ input, person }) => {
  const ended = await endSessionOf(person.personId, toUuid(input.session_id));
  if (!ended) throw notFound();
  return { ended: true as const };
});
