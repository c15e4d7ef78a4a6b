import type { Role } from "@/lib/contract/me";
import type { Scope } from "@/lib/contract/scopes";

interface ActorBase {
  /** Uuid of the person or the key. */
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** A person in one workspace: the dashboard's slug selects the membership. */
export interface PersonActor extends ActorBase {
  readonly kind: "person";
  readonly role: Role;
}

export interface ApiKeyActor extends ActorBase {
  readonly kind: "api_key";
  /** Set for worker keys: the one project they work for. Such keys hold hot-path scopes only. */
  readonly projectId: string | null;
}

export type Actor = PersonActor | ApiKeyActor;

export function projectOf(actor: Actor): string | null {
  return actor.kind === "api_key" ? actor.projectId : null;
}
