import { workspaceDb } from "@/server/db/workspace-db";
import type { Actor } from "./actor";
import type { Context, IncomingContent, Quota } from "./context";

interface ContextRequest {
  readonly actor: Actor;
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly idempotencyKey?: string | undefined;
  readonly content?: IncomingContent | undefined;
  readonly quota?: Quota | undefined;
  readonly recheckActor?: (() => Promise<Actor>) | undefined;
}

/** The context of one request: its database handle sees the actor's workspace only. */
export function createContext({
  actor,
  requestId,
  signal,
  idempotencyKey,
  content,
  quota,
  recheckActor,
}: ContextRequest): Context {
  return {
    actor,
    requestId,
    signal,
    db: workspaceDb(actor.workspaceId),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(content === undefined ? {} : { content }),
    ...(quota === undefined ? {} : { quota }),
    ...(recheckActor === undefined ? {} : { recheckActor }),
  };
}
