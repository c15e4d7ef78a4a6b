import { z } from "zod";
import { Role } from "./me";
import { operation } from "./operation";
import { Cursor, PageLimit, PersonId, page, Timestamp } from "./primitives";

export const Member = z
  .object({
    person_id: PersonId,
    name: z.string(),
    email: z.string(),
    role: Role,
    joined_at: Timestamp,
  })
  .meta({ id: "Member" });
export type Member = z.infer<typeof Member>;

export const listMembers = operation({
  id: "member.list",
  summary: "Who belongs to the workspace",
  kind: "query",
  scope: "workspace:read",
  input: z.strictObject({ limit: PageLimit, cursor: Cursor.optional() }),
  output: page(Member),
  errors: [],
});

export const updateMember = operation({
  id: "member.update",
  summary: "Change a member's role; it holds within five seconds everywhere",
  kind: "mutation",
  scope: "member:write",
  input: z.strictObject({ person_id: PersonId, role: Role }),
  output: Member,
  errors: ["not_found", "state_conflict"],
});

export const removeMember = operation({
  id: "member.remove",
  summary: "Remove a member; what they made stays, their personal keys and open invitations end",
  kind: "mutation",
  scope: "member:write",
  input: z.strictObject({ person_id: PersonId }),
  output: z.object({ person_id: PersonId, removed: z.literal(true) }),
  errors: ["not_found", "state_conflict"],
});

export const leaveWorkspace = operation({
  id: "member.leave",
  summary: "Leave the workspace; what one made stays, one's personal keys and open invitations end",
  kind: "mutation",
  scope: "any",
  input: z.strictObject({}),
  output: z.object({ left: z.literal(true) }),
  errors: ["state_conflict"],
});
