import { describe, expect, test } from "vitest";
import { type Role, roles } from "@/lib/contract/me";
import { type OperationId, operations } from "@/lib/contract/operations";
import { type Scope, scopes } from "@/lib/contract/scopes";
import { scopesOfKeyKind, scopesOfRole } from "@/lib/domain/permissions";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { services } from "./registry";

const EVERYBODY: readonly Role[] = ["owner", "admin", "member", "viewer"];
const WORKERS: readonly Role[] = ["owner", "admin", "member"];
const GOVERNORS: readonly Role[] = ["owner", "admin"];

/**
 * Who may do what, said once more and by hand: the scopes of operations and of roles are changed in two other places, and
 * neither may move anybody's rights unnoticed. An operation without a line does not compile.
 */
const MAY = {
  "me.read": EVERYBODY,
  "project.list": EVERYBODY,
  "project.create": WORKERS,
  "project.read": EVERYBODY,
  "project.update": WORKERS,
  "project.delete": WORKERS,
  "study.list": EVERYBODY,
  "study.find": EVERYBODY,
  "study.create": WORKERS,
  "study.read": EVERYBODY,
  "study.update": WORKERS,
  "study.pause": WORKERS,
  "study.resume": WORKERS,
  "study.stop": WORKERS,
  "study.archive": WORKERS,
  "study.clone": WORKERS,
  "study.delete": WORKERS,
  "study.attributes": EVERYBODY,
  "study.set-attributes": WORKERS,
  "study.preview-space": EVERYBODY,
  "study.preview-plan": EVERYBODY,
  "study.space-revisions": EVERYBODY,
  "study.summaries": EVERYBODY,
  "study.run-demo": WORKERS,
  "study.best": EVERYBODY,
  "study.groups": EVERYBODY,
  "study.end-group": WORKERS,
  "study.series": EVERYBODY,
  "study.rungs": EVERYBODY,
  "study.curves": EVERYBODY,
  "study.lineage": EVERYBODY,
  "study.events": EVERYBODY,
  "trial.ask": WORKERS,
  "trial.enqueue": WORKERS,
  "trial.list": EVERYBODY,
  "trial.read": EVERYBODY,
  "trial.find": EVERYBODY,
  "trial.match": EVERYBODY,
  "trial.measure": WORKERS,
  "trial.heartbeat": WORKERS,
  "trial.heartbeats": WORKERS,
  "trial.checkpoint": WORKERS,
  "trial.tell": WORKERS,
  "trial.release": WORKERS,
  "trial.stop": WORKERS,
  "trial.stop-many": WORKERS,
  "trial.retry": WORKERS,
  "trial.update": WORKERS,
  "trial.create-records": WORKERS,
  "trial.start": WORKERS,
  "trial.record": WORKERS,
  "trial.list-records": EVERYBODY,
  "trial.suggest": WORKERS,
  "project.suggest": WORKERS,
  "trial.batch": WORKERS,
  "artifact.create": WORKERS,
  "artifact.upload": WORKERS,
  "artifact.finalize": WORKERS,
  "artifact.list": EVERYBODY,
  "artifact.download": EVERYBODY,
  "artifact.delete": WORKERS,
  "api-key.create": GOVERNORS,
  "api-key.list": WORKERS,
  "api-key.revoke": GOVERNORS,
  "webhook.create": GOVERNORS,
  "webhook.list": GOVERNORS,
  "webhook.update": GOVERNORS,
  "webhook.delete": GOVERNORS,
  "webhook.test": GOVERNORS,
  "webhook.rotate-secret": GOVERNORS,
  "webhook.deliveries": GOVERNORS,
  "webhook.redeliver": GOVERNORS,
  "workspace.update": GOVERNORS,
  "workspace.activity": EVERYBODY,
  "workspace.usage": EVERYBODY,
  "workspace.backup": GOVERNORS,
  "member.list": EVERYBODY,
  "member.update": GOVERNORS,
  "member.remove": GOVERNORS,
  "member.leave": EVERYBODY,
  "invitation.create": GOVERNORS,
  "invitation.list": GOVERNORS,
  "invitation.revoke": GOVERNORS,
  "share.create": WORKERS,
  "share.list": WORKERS,
  "share.revoke": WORKERS,
  "shared.read": [],
} satisfies Readonly<Record<OperationId, readonly Role[]>>;

/** A context of that role whose database must not be reached before the scope was checked. */
function contextOf(role: Role, granted: ReadonlySet<Scope> = scopesOfRole(role)): Context {
  const unreached = new Proxy({}, { get: () => expect.unreachable("the database was reached") });
  const id = "0192f0c1-a2b3-7c8d-9e0f-112233445566";
  return {
    actor: { kind: "person", id, name: "x", workspaceId: id, role, scopes: granted },
    requestId: "test",
    db: unreached as Context["db"], // refused before it is looked at
    signal: new AbortController().signal,
  };
}

/** An actor that no code of ours makes. */
function withActor(actor: object): Context {
  return { ...contextOf("viewer"), actor: actor as Context["actor"] };
}

/** Whether the service lets the role past its scope check. Its input is never valid, so nothing happens beyond. */
async function isLetPast(id: OperationId, context: Context): Promise<boolean> {
  const refusal: unknown = await services[id].run(context, { "no such field": 1 }).catch((error: unknown) => error);
  if (!(refusal instanceof AppError)) throw new Error(`${id} took an invalid input`);
  expect(["forbidden", "invalid_input"]).toContain(refusal.code);
  return refusal.code !== "forbidden";
}

describe("S4 every role × every operation", () => {
  test.each(operations.map(({ id }) => id))("%s", async (id) => {
    const letPast = await Promise.all(roles.map(async (role) => [role, await isLetPast(id, contextOf(role))] as const));
    const mayCall: readonly Role[] = MAY[id];
    expect(letPast).toEqual(roles.map((role) => [role, mayCall.includes(role)]));
  });

  test("whoever holds no scope may ask who they are and leave, and nothing else", async () => {
    const open: OperationId[] = [];
    for (const { id } of operations) if (await isLetPast(id, contextOf("viewer", new Set()))) open.push(id);
    expect(open).toEqual(["me.read", "member.leave"]);
  });

  test("whoever opened a share link may read what it shows, and do nothing else, whatever scopes it came to hold", async () => {
    const open: OperationId[] = [];
    const link = { ...contextOf("owner").actor, kind: "share_link", scopes: new Set(scopes) };
    for (const { id } of operations) if (await isLetPast(id, withActor(link))) open.push(id);
    expect(open).toEqual(["shared.read"]);
  });

  test("an actor of a kind that is not known may do nothing, whatever scopes it holds", async () => {
    const open: OperationId[] = [];
    const robot = { ...contextOf("owner").actor, kind: "robot", scopes: new Set(scopes) };
    for (const { id } of operations) if (await isLetPast(id, withActor(robot))) open.push(id);
    expect(open).toEqual([]);
  });

  test("every operation's scope is one of the closed list", () => {
    const asked = new Set(operations.flatMap(({ scope }) => scope));
    for (const scope of asked) expect(["any", "shared:read", ...scopes]).toContain(scope);
  });

  test("no key of any kind governs people, keys, settings or sharing", () => {
    const personal: readonly Scope[] = ["workspace:write", "member:write", "key:read", "key:write", "share:write"];
    for (const kind of ["wrk", "svc", "pat", "test"] as const)
      for (const scope of personal) expect(scopesOfKeyKind(kind)).not.toContain(scope);
  });
});
