import { z } from "zod";
import { Role } from "./me";
import { operation } from "./operation";
import { Cursor, Email, InvitationId, PageLimit, page, Timestamp } from "./primitives";

export const invitationStates = ["open", "accepted", "revoked", "expired"] as const;

export const Invitation = z
  .object({
    id: InvitationId,
    role: Role,
    email: z.string().nullable().meta({ description: "Set: only a person of this address may accept." }),
    state: z.enum(invitationStates),
    created_at: Timestamp,
    expires_at: Timestamp,
  })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;

export const createInvitation = operation({
  id: "invitation.create",
  summary: "Make an invitation; its link is shown this once and works once",
  kind: "mutation",
  scope: "member:write",
  input: z.strictObject({
    role: Role,
    email: Email.optional(),
    expires_in_days: z.int().min(1).max(30).default(7),
  }),
  output: z.object({ invitation: Invitation, url: z.string() }),
  showsSecret: true,
  errors: ["secret_already_shown"],
});

export const listInvitations = operation({
  id: "invitation.list",
  summary: "The invitations of the workspace, newest first, without their links",
  kind: "query",
  scope: "member:write",
  input: z.strictObject({ limit: PageLimit, cursor: Cursor.optional() }),
  output: page(Invitation),
  errors: [],
});

export const revokeInvitation = operation({
  id: "invitation.revoke",
  summary: "Revoke an invitation that nobody accepted yet; its link stops working at once",
  kind: "mutation",
  scope: "member:write",
  input: z.strictObject({ invitation_id: InvitationId }),
  output: Invitation,
  errors: ["not_found", "state_conflict"],
});
