import { Role } from "@/lib/contract/me";
import { refusedRoleChange } from "@/lib/domain/member-rules";
import type { Actor } from "@/server/kernel/actor";
import { AppError, notFound } from "@/server/kernel/app-error";
import type { TransactionContext } from "@/server/kernel/service";
import { memberSelect } from "./member-mapper";

/** The role by which an actor governs others: a key has none, so it may not touch anybody. */
export function governingRole(actor: Actor): Role {
  return actor.kind === "person" ? actor.role : "viewer";
}

interface StandingChange {
  readonly personId: string;
  /** Absent: they are to be removed. */
  readonly to?: Role;
}

/**
 * The member as they are, once it is certain that this actor may change them so, and that an owner is left. Two owners who
 * do it to each other at once both pass here; the database lets one through and has the other look again.
 */
export async function memberToChange({ db, actor }: TransactionContext, { personId, to }: StandingChange) {
  const member = await db.membership.findFirst({ where: { personId }, select: memberSelect });
  if (member === null) throw notFound();
  const from = Role.parse(member.role);
  const refused = refusedRoleChange({ actor: governingRole(actor), from, ...(to === undefined ? {} : { to }) });
  if (refused !== null) throw new AppError("forbidden", refused);
  await refuseWithoutOwner({ db }, { from, ...(to === undefined ? {} : { to }) });
  return { ...member, role: from };
}

/** Throws when nobody would own the workspace after a member went from a role to another, or away. */
export async function refuseWithoutOwner(
  { db }: Pick<TransactionContext, "db">,
  { from, to }: { readonly from: Role; readonly to?: Role },
): Promise<void> {
  if (from !== "owner" || to === "owner" || (await db.membership.count({ where: { role: "owner" } })) > 1) return;
  throw new AppError("state_conflict", "This is the last owner. Make somebody else an owner first.", {
    extra: { reason: "last_owner" },
  });
}
