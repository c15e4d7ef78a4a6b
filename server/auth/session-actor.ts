import { scopesOfRole } from "@/lib/domain/permissions";
import type { PersonActor } from "@/server/kernel/actor";
import { AppError, notFound } from "@/server/kernel/app-error";
import { membershipAt } from "./session-memberships";
import type { SignedInPerson } from "./session-store";

/** A signed-in person in the workspace of the address. A workspace that is not theirs does not exist. */
export async function sessionActor(person: SignedInPerson | null, workspaceSlug: string): Promise<PersonActor> {
  if (person === null) throw new AppError("unauthenticated", "You are signed out. Sign in again.");
  const membership = await membershipAt(person.personId, workspaceSlug);
  if (membership === null) throw notFound();
  return {
    kind: "person",
    id: person.personId,
    name: person.name,
    workspaceId: membership.workspaceId,
    role: membership.role,
    scopes: scopesOfRole(membership.role),
  };
}
