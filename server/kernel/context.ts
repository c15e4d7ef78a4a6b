import type { WorkspaceDb } from "@/server/db/workspace-db";
import type { Actor } from "./actor";

/** What the caller may still do; each operation spends one, or is refused. */
export interface Quota {
  readonly spend: (operationId: string) => Promise<void>;
  /** What of it is left, for whoever wants to know. */
  readonly headers: () => Readonly<Record<string, string>>;
}

/** Bytes that come with a call. */
export interface IncomingContent {
  /** As announced; unknown where it is not. */
  readonly length: number | undefined;
  readonly stream: AsyncIterable<Uint8Array>;
}

/** What a service gets: who calls, and a database handle that sees that actor's workspace only. */
export interface Context {
  readonly actor: Actor;
  readonly requestId: string;
  readonly db: WorkspaceDb;
  readonly idempotencyKey?: string;
  /** For operations that take bytes. */
  readonly content?: IncomingContent;
  /** Absent where nothing is limited. */
  readonly quota?: Quota;
  /** Aborted when the caller has gone or the server drains; long waits must end then. */
  readonly signal: AbortSignal;
  /** Who calls, asked again: for what goes on so long that the caller may have lost the right to it. Rejects when nobody is there any more. */
  readonly recheckActor?: () => Promise<Actor>;
}
