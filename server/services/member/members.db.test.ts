import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "@/lib/contract/me";
import { scopesOfRole } from "@/lib/domain/permissions";
import { authenticate } from "@/server/auth/authenticate";
import { hashInvitationSecret } from "@/server/auth/invitation-secret";
import { sessionActor } from "@/server/auth/session-actor";
import { systemPool } from "@/server/db/pools";
import type { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { createContext } from "@/server/kernel/create-context";
import { newId, toApiId } from "@/server/kernel/ids";
import { createApiKey } from "../api-key/create-api-key";
import { createInvitation } from "../invitation/create-invitation";
import { listInvitations } from "../invitation/list-invitations";
import { revokeInvitation } from "../invitation/revoke-invitation";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { updateWorkspace } from "../workspace/update-workspace";
import { leaveWorkspace } from "./leave-workspace";
import { listMembers } from "./list-members";
import { removeMember } from "./remove-member";
import { updateMember } from "./update-member";

let workspaces: TestWorkspaces;
beforeAll(async () => {
  workspaces = await openTestWorkspaces();
});
afterAll(() => workspaces.close());

interface Joined {
  readonly context: Context;
  readonly personId: string;
  readonly id: string;
}

/** A new member of the first workspace, with the context the dashboard would give them. */
async function join(role: Role): Promise<Joined> {
  const personId = newId();
  const { workspaceId } = workspaces.one;
  await systemPool().query("insert into person (id, email, email_key, name) values ($1, $2, $2, $3)", [
    personId,
    `${personId}@tellus.example`,
    `The ${role}`,
  ]);
  await systemPool().query("insert into membership (workspace_id, person_id, role) values ($1, $2, $3)", [
    workspaceId,
    personId,
    role,
  ]);
  const actor = { kind: "person", id: personId, name: "x", workspaceId, role, scopes: scopesOfRole(role) } as const;
  const signal = new AbortController().signal;
  return { personId, id: toApiId("per", personId), context: createContext({ actor, requestId: newId(), signal }) };
}

const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: AppError) => error.code,
  );

const ownerId = () => toApiId("per", workspaces.one.owner.actor.id);

async function auditActions(targetId: string, actorId: string | null = null): Promise<readonly string[]> {
  const { rows } = await workspaces.admin.query<{ action: string }>(
    "select action from audit_event where target_id = $1 and ($2::uuid is null or actor_id = $2) order by id",
    [targetId, actorId],
  );
  return rows.map((row) => row.action);
}

test("everyone who may read sees the members by name, address and role, and nobody of another workspace", async () => {
  const viewer = await join("viewer");
  const { data } = await runService({ service: listMembers, context: viewer.context, input: { limit: 1000 } });
  expect(data).toContainEqual(
    expect.objectContaining({ person_id: viewer.id, name: "The viewer", email: `${viewer.personId}@tellus.example` }),
  );
  expect(data.map(({ person_id }) => person_id)).not.toContain(toApiId("per", workspaces.two.owner.actor.id));
});

test("a changed role holds at the next request, and is in the audit", async () => {
  const member = await join("member");
  const person = { sessionId: newId(), personId: member.personId, name: "x", email: "x@tellus.example" };
  expect((await sessionActor(person, "one")).role).toBe("member");
  const input = { person_id: member.id, role: "viewer" } as const;
  const changed = await runService({ service: updateMember, context: workspaces.one.owner, input });
  expect(changed.role).toBe("viewer");
  const actor = await sessionActor(person, "one");
  expect([actor.role, actor.scopes.has("study:write")]).toEqual(["viewer", false]);
  expect(await auditActions(member.personId)).toEqual(["member.updated"]);
});

test("S6 a removed member is out at the next request; their personal keys within two seconds, the team's keys not at all", async () => {
  const admin = await join("admin");
  const key = async (kind: "pat" | "svc") =>
    (await runService({ service: createApiKey, context: admin.context, input: { name: kind, kind } })).secret;
  const [personal, team] = [await key("pat"), await key("svc")];
  const invited = await runService({ service: createInvitation, context: admin.context, input: { role: "admin" } });
  await authenticate(`Bearer ${personal}`);
  await runService({ service: removeMember, context: workspaces.one.owner, input: { person_id: admin.id } });
  const person = { sessionId: newId(), personId: admin.personId, name: "x", email: "x@tellus.example" };
  expect(await code(sessionActor(person, "one"))).toBe("not_found");
  await expect
    .poll(() => code(authenticate(`Bearer ${personal}`)), { timeout: 5_000, interval: 250 })
    .toBe("unauthenticated");
  expect(await code(authenticate(`Bearer ${team}`))).toBe("done");
  const { data } = await runService({ service: listInvitations, context: workspaces.one.owner, input: { limit: 100 } });
  expect(data.find(({ id }) => id === invited.invitation.id)?.state).toBe("revoked");
  expect(await auditActions(admin.personId)).toEqual(["member.removed"]);
});

test("S6 who leaves is out at the next request, their personal keys with them, and may be anybody but the last owner", async () => {
  for (const role of ["viewer", "member", "admin", "owner"] as const) {
    const { context, personId } = await join(role);
    expect(await code(runService({ service: leaveWorkspace, context, input: {} }))).toBe("done");
    const person = { sessionId: newId(), personId, name: "x", email: "x@tellus.example" };
    expect(await code(sessionActor(person, "one"))).toBe("not_found");
    expect(await auditActions(workspaces.one.workspaceId, personId)).toEqual(["workspace.left"]);
  }
  const { context } = await join("admin");
  const key = await runService({ service: createApiKey, context, input: { name: "mine", kind: "pat" } });
  await runService({ service: leaveWorkspace, context, input: {} });
  await expect
    .poll(() => code(authenticate(`Bearer ${key.secret}`)), { timeout: 5_000, interval: 250 })
    .toBe("unauthenticated");
  expect(await code(runService({ service: leaveWorkspace, context: workspaces.one.owner, input: {} }))).toBe(
    "state_conflict",
  );
});

test("the last owner can neither be demoted nor removed", async () => {
  const context = workspaces.one.owner;
  const demote = runService({ service: updateMember, context, input: { person_id: ownerId(), role: "admin" } });
  await expect(demote).rejects.toMatchObject({ code: "state_conflict", extra: { reason: "last_owner" } });
  expect(await code(runService({ service: removeMember, context, input: { person_id: ownerId() } }))).toBe(
    "state_conflict",
  );
});

test("two owners who remove each other at the same moment leave one owner", async () => {
  for (let round = 0; round < 5; round += 1) {
    const second = await join("owner");
    const removals = [
      runService({ service: removeMember, context: workspaces.one.owner, input: { person_id: second.id } }),
      runService({ service: updateMember, context: second.context, input: { person_id: ownerId(), role: "admin" } }),
    ];
    const codes = await Promise.all(removals.map(code));
    expect(codes.toSorted()).toEqual(["done", "state_conflict"]);
    const { rows } = await workspaces.admin.query(
      "select person_id from membership where workspace_id = $1 and role = 'owner'",
      [workspaces.one.workspaceId],
    );
    expect(rows).toHaveLength(1);
    await workspaces.admin.query(
      "insert into membership (workspace_id, person_id, role) values ($1, $2, 'owner') on conflict (workspace_id, person_id) do update set role = 'owner'",
      [workspaces.one.workspaceId, workspaces.one.owner.actor.id],
    );
    await workspaces.admin.query("delete from membership where workspace_id = $1 and person_id = $2", [
      workspaces.one.workspaceId,
      second.personId,
    ]);
  }
});

test("the database itself refuses to lose the last owner, whoever asks", async () => {
  for (const sql of [
    "delete from membership where workspace_id = $1",
    "update membership set role = 'viewer' where workspace_id = $1",
  ]) {
    await expect(workspaces.admin.query(sql, [workspaces.two.workspaceId])).rejects.toThrow(/last owner/);
  }
});

test("an admin governs everyone but owners, and makes nobody an owner", async () => {
  const [admin, other, owner] = [await join("admin"), await join("member"), await join("owner")];
  const { context } = admin;
  const update = (person_id: string, role: Role) =>
    code(runService({ service: updateMember, context, input: { person_id, role } }));
  expect(await update(other.id, "admin")).toBe("done");
  expect(await update(other.id, "owner")).toBe("forbidden");
  expect(await update(owner.id, "viewer")).toBe("forbidden");
  expect(await code(runService({ service: removeMember, context, input: { person_id: owner.id } }))).toBe("forbidden");
  expect(await code(runService({ service: createInvitation, context, input: { role: "owner" } }))).toBe("forbidden");
  expect(await update(admin.id, "viewer")).toBe("done");
  await runService({ service: removeMember, context: workspaces.one.owner, input: { person_id: owner.id } });
});

test("S28 an invitation's secret is 192 bits, stands in no row, and is told once", async () => {
  const context = workspaces.one.owner;
  const { invitation, url } = await runService({
    service: createInvitation,
    context,
    input: { role: "viewer", email: "Someone@Tellus.example" },
  });
  const secret = url.slice(url.lastIndexOf("/") + 1);
  expect(Buffer.from(secret, "base64url")).toHaveLength(24);
  const { rows } = await workspaces.admin.query<{ row: string; secret_hash: Buffer; email_key: string }>(
    "select i::text as row, secret_hash, email_key from invitation i order by id desc limit 1",
  );
  expect(rows[0]?.row).not.toContain(secret);
  expect(rows[0]?.secret_hash).toEqual(hashInvitationSecret(secret));
  expect(rows[0]?.email_key).toBe("someone@tellus.example");
  const list = await runService({ service: listInvitations, context, input: {} });
  expect(JSON.stringify(list)).not.toContain(secret);
  expect(list.data[0]).toMatchObject({ id: invitation.id, state: "open", role: "viewer" });
});

test("revoking an invitation twice is harmless; an accepted one is not revoked", async () => {
  const context = workspaces.one.owner;
  const make = () => runService({ service: createInvitation, context, input: { role: "viewer" } });
  const { invitation } = await make();
  const input = { invitation_id: invitation.id };
  expect((await runService({ service: revokeInvitation, context, input })).state).toBe("revoked");
  expect((await runService({ service: revokeInvitation, context, input })).state).toBe("revoked");
  const other = (await make()).invitation;
  await workspaces.admin.query(
    "update invitation set accepted_at = now(), accepted_by = created_by where revoked_at is null and accepted_at is null",
  );
  expect(await code(runService({ service: revokeInvitation, context, input: { invitation_id: other.id } }))).toBe(
    "state_conflict",
  );
});

test("a workspace is renamed for everybody, and only by who may", async () => {
  const [admin, member] = [await join("admin"), await join("member")];
  const rename = (context: Context) => runService({ service: updateWorkspace, context, input: { name: "Renamed" } });
  expect(await rename(admin.context)).toMatchObject({ slug: "one", name: "Renamed" });
  expect(await code(rename(member.context))).toBe("forbidden");
  const { rows } = await workspaces.admin.query(
    "select name from workspace where slug in ('one', 'two') order by slug",
  );
  expect(rows).toEqual([{ name: "Renamed" }, { name: "Test" }]);
});
