import { expect, test } from "vitest";
import { type Role, roles } from "../contract/me";
import { refusedRoleChange, rolesGrantedBy } from "./member-rules";

test("nobody gives, takes or touches a role above their own, for every combination", () => {
  const rank: Readonly<Record<Role, number>> = { owner: 3, admin: 2, member: 1, viewer: 0 };
  for (const actor of roles)
    for (const from of roles)
      for (const to of roles) {
        const allowed = rank[actor] >= 2 && rank[from] <= rank[actor] && rank[to] <= rank[actor];
        expect({ actor, from, to, allowed: refusedRoleChange({ actor, from, to }) === null }).toEqual({
          actor,
          from,
          to,
          allowed,
        });
      }
});

test("who governs nobody invites and removes nobody either", () => {
  for (const actor of ["member", "viewer"] as const) {
    expect(rolesGrantedBy(actor)).toEqual([]);
    for (const role of roles) {
      expect(refusedRoleChange({ actor, to: role })).not.toBeNull();
      expect(refusedRoleChange({ actor, from: role })).not.toBeNull();
    }
  }
});
