import type { Role } from "@/lib/contract/me";

export const roleName: Readonly<Record<Role, string>> = {
  owner: "Owner",
  admin: "Admin",
  member: "Member",
  viewer: "Viewer",
};

/** What a role may do, in one sentence, as lib/domain/permissions.ts has it. */
export const roleMeaning: Readonly<Record<Role, string>> = {
  owner: "Everything, owners included.",
  admin: "Everything but changing owners: people, keys, settings and studies.",
  member: "Creates and runs studies and shares them. Manages neither people nor keys.",
  viewer: "Sees everything, changes nothing.",
};
