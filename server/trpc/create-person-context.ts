import { sessionActor } from "@/server/auth/session-actor";
import { sessionPerson } from "@/server/auth/session-person";
import type { PersonActor } from "@/server/kernel/actor";
import { newId } from "@/server/kernel/ids";
import type { TrpcContext } from "./create-trpc-context";

interface PersonRequest {
  readonly workspaceSlug: string;
  readonly mayWrite: boolean;
  readonly signal: AbortSignal;
}

/** The context of a page's request: whoever the cookie says, in the workspace the address says. */
export function createPersonContext({ workspaceSlug, mayWrite, signal }: PersonRequest): TrpcContext {
  const lookUp = async () => sessionActor(await sessionPerson(), workspaceSlug);
  let actor: Promise<PersonActor> | undefined;
  return {
    actor: () => {
      actor ??= lookUp();
      return actor;
    },
    recheckActor: lookUp,
    mayWrite,
    requestId: newId(),
    signal,
  };
}
