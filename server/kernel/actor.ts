import type { Role } from "@/lib/contract/me";
import type { Scope } from "@/lib/contract/scopes";
import type { SharePart } from "@/lib/contract/share";

interface ActorBase {
  /** Uuid of the person, the key or the link. */
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

/** Whoever opened a share link: nobody we know, who may see what the link shows of one study. It holds no scope. */
export interface ShareLinkActor extends ActorBase {
  readonly kind: "share_link";
  /** Uuid of the one study it is of. */
  readonly studyId: string;
  readonly shows: ReadonlySet<SharePart>;
  /** Stands in the place of the study's name. */
  readonly title: string | null;
  readonly expiresAt: Date;
}

export type Actor = PersonActor | ApiKeyActor | ShareLinkActor;

export function projectOf(actor: Actor): string | null {
  return actor.kind === "api_key" ? actor.projectId : null;
}
