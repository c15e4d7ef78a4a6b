import * as contract from "@/lib/contract/account";
import { endSessionsOf } from "@/server/auth/session-store";
import { personService } from "./account-service";

export const endAllSessions = personService(contract.endAllSessions, async ({ person }) => ({
  ended: await endSessionsOf(person.personId),
}));
