import * as contract from "@/lib/contract/account";
import { sessionsOf } from "@/server/auth/session-store";
import { toApiId } from "@/server/kernel/ids";
import { personService } from "./account-service";

export const listSessions = personService(contract.listSessions, async ({ person }) => ({
  data: (await sessionsOf(person.personId)).map(({ id, userAgent, createdAt, lastSeenAt }) => ({
    id: toApiId("ses", id),
    current: id === person.sessionId,
    user_agent: userAgent,
    created_at: createdAt.toISOString(),
    last_seen_at: lastSeenAt.toISOString(),
  })),
}));
