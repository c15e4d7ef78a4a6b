import type { Role } from "../contract/me";

interface RoleChange {
  /** Who changes. */
  readonly actor: Role;
  /** What the member is now; absent for an invitation. */
  readonly from?: Role;
  /** What they are to be; absent when they are removed. */
  readonly to?: Role;
}

/** Roles that may be given by each role: nobody makes somebody more than they are. */
const grantable: Readonly<Record<Role, readonly Role[]>> = {
  owner: ["owner", "admin", "member", "viewer"],
  admin: ["admin", "member", "viewer"],
  member: [],
  viewer: [],
};

/** The roles that somebody of this role may give to others. */
export function rolesGrantedBy(role: Role): readonly Role[] {
  return grantable[role];
}

/** Why this change of a role is refused; `null` when it is allowed. The last owner is a matter of the other members. */
export function refusedRoleChange({ actor, from, to }: RoleChange): string | null {
  const may = (role: Role | undefined) => role === undefined || grantable[actor].includes(role);
  if (!may(from)) return "Only an owner may change or remove an owner.";
  return may(to) ? null : "Only an owner may make somebody an owner.";
}
