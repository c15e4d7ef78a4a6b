import { workspaceDb } from "@/server/db/workspace-db";
import type { Actor } from "./actor";
import type { Context, Quota } from "./context";

interface ContextRequest {
  readonly actor: Actor;
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly idempotencyKey?: string | undefined;
  readonly quota?: Quota | undefined;
  readonly recheckActor?: (() => Promise<Actor>) | undefined;
}

/** The context of one request: its database handle sees the actor's workspace only. */
export function createContext({
  actor,
  requestId,
  signal,
  idempotencyKey,
  quota,
  recheckActor,
}: ContextRequest): Context {
  return {
    actor,
    requestId,
    signal,
    db: workspaceDb(actor.workspaceId),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(quota === undefined ? {} : { quota }),
    ...(recheckActor === undefined ? {} : { recheckActor }),
  };
}
