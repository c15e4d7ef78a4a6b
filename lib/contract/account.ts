import { z } from "zod";
import { accountOperation } from "./account-operation";
import { Role } from "./me";
import { Email, Name, PersonId, SessionId, Timestamp } from "./primitives";

export const PASSWORD_MIN_LENGTH = 10;

export const NewPassword = z
  .string()
  .min(PASSWORD_MIN_LENGTH, `Must be at least ${PASSWORD_MIN_LENGTH} characters. Length counts more than signs.`)
  .max(1024, "Must be at most 1,024 characters.");

const PersonName = Name.max(100, "Must be at most 100 characters.");
const InvitationSecret = z.string().min(1).max(200);
const Slug = z.object({ slug: z.string() });

/** What whoever makes an account gives. */
const newAccount = { name: PersonName, email: Email, password: NewPassword };

export const readAccount = accountOperation({
  id: "account.read",
  summary: "Who is signed in, and where they belong",
  kind: "query",
  who: "person",
  input: z.strictObject({}),
  output: z.object({
    id: PersonId,
    name: z.string(),
    email: z.string(),
    has_password: z.boolean(),
    identities: z.array(z.object({ provider: z.string() })).max(100),
    workspaces: z.array(z.object({ slug: z.string(), name: z.string(), role: Role })).max(200),
  }),
});

export const setUp = accountOperation({
  id: "account.set-up",
  summary: "Make the first account and workspace of an empty database, with the code the server printed",
  kind: "mutation",
  who: "anyone",
  input: z.strictObject({ code: z.string().trim().min(1, "Enter the code.").max(100), ...newAccount, workspace: Name }),
  output: Slug,
});

export const signUp = accountOperation({
  id: "account.sign-up",
  summary: "Make an account, where this server is open to it",
  kind: "mutation",
  who: "anyone",
  input: z.strictObject(newAccount),
  output: z.object({ id: PersonId }),
});

export const createWorkspace = accountOperation({
  id: "account.create-workspace",
  summary: "Make a workspace and own it",
  kind: "mutation",
  who: "person",
  input: z.strictObject({ name: Name }),
  output: Slug,
});

export const readInvitation = accountOperation({
  id: "account.read-invitation",
  summary: "What an invitation's link leads to, as long as it is good",
  kind: "query",
  who: "anyone",
  input: z.strictObject({ secret: InvitationSecret }),
  output: z.object({
    workspace: z.string(),
    invited_by: z.string().nullable(),
    role: Role,
    email: z.string().nullable(),
    meant_for_other: z.boolean().meta({ description: "It is for one address, and whoever is signed in has another." }),
    expires_at: Timestamp,
  }),
});

export const acceptInvitation = accountOperation({
  id: "account.accept-invitation",
  summary: "Join the workspace of an invitation",
  kind: "mutation",
  who: "person",
  input: z.strictObject({ secret: InvitationSecret }),
  output: Slug,
});

export const joinWorkspace = accountOperation({
  id: "account.join-workspace",
  summary: "Make an account and join the workspace of an invitation with it",
  kind: "mutation",
  who: "anyone",
  input: z.strictObject({ secret: InvitationSecret, ...newAccount }),
  output: Slug,
});

export const listSessions = accountOperation({
  id: "account.list-sessions",
  summary: "Where the person is signed in",
  kind: "query",
  who: "person",
  input: z.strictObject({}),
  output: z.object({
    data: z
      .array(
        z.object({
          id: SessionId,
          current: z.boolean(),
          user_agent: z.string().nullable(),
          created_at: Timestamp,
          last_seen_at: Timestamp,
        }),
      )
      .max(200),
  }),
});

export const endSession = accountOperation({
  id: "account.end-session",
  summary: "End one session; it stops at its next request",
  kind: "mutation",
  who: "person",
  input: z.strictObject({ session_id: SessionId }),
  output: z.object({ ended: z.literal(true) }),
});

export const endAllSessions = accountOperation({
  id: "account.end-all-sessions",
  summary: "Sign out everywhere, here too",
  kind: "mutation",
  who: "person",
  input: z.strictObject({}),
  output: z.object({ ended: z.int() }),
});

export const changePassword = accountOperation({
  id: "account.change-password",
  summary: "Change the password; every session ends, and the page signs in anew",
  kind: "mutation",
  who: "person",
  input: z.strictObject({ current_password: z.string().max(1024), new_password: NewPassword }),
  output: z.object({ ended: z.int() }),
});
