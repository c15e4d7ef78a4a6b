import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type * as contract from "@/lib/contract/api-key";
import type { Role } from "@/lib/contract/me";
import type { Scope } from "@/lib/contract/scopes";
import { scopesOfKeyKind, scopesOfRole, usualScopesOfKeyKind } from "@/lib/domain/permissions";
import { authenticate } from "@/server/auth/authenticate";
import type { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { createContext } from "@/server/kernel/create-context";
import { newId } from "@/server/kernel/ids";
import { createProject } from "../project/create-project";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { createApiKey } from "./create-api-key";
import { listApiKeys } from "./list-api-keys";
import { revokeApiKey } from "./revoke-api-key";

let workspaces: TestWorkspaces;
let project: string;
beforeAll(async () => {
  workspaces = await openTestWorkspaces();
  project = (await runService({ service: createProject, context: workspaces.one.owner, input: { name: "keys" } })).id;
});
afterAll(() => workspaces.close());

/** Somebody of the first workspace who may do exactly this. */
function actingWith(granted: ReadonlySet<Scope>, role: Role = "admin"): Context {
  const { workspaceId } = workspaces.one;
  const actor = { kind: "person", id: newId(), name: "x", workspaceId, role, scopes: granted } as const;
  return createContext({ actor, requestId: newId(), signal: new AbortController().signal });
}

const create = (input: z.input<typeof contract.createApiKey.input>, context: Context = workspaces.one.owner) =>
  runService({ service: createApiKey, context, input });
const list = (input: z.input<typeof contract.listApiKeys.input>, context: Context = workspaces.one.owner) =>
  runService({ service: listApiKeys, context, input });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable("it was not refused"),
    (error: AppError) => error,
  );

test("a key may do what its kind usually may, unless other scopes are asked for; webhooks only when they are", async () => {
  const whole = await create({ name: "whole", kind: "svc" });
  expect(whole.key.scopes.toSorted()).toEqual(usualScopesOfKeyKind("svc").toSorted());
  const all = await create({ name: "all", kind: "svc", scopes: [...scopesOfKeyKind("svc")] });
  expect(all.key.scopes.filter((scope) => !whole.key.scopes.includes(scope))).toEqual(["webhook:write"]);
  const reader = await create({ name: "reader", kind: "svc", scopes: ["study:read", "trial:read", "study:read"] });
  expect(reader.key.scopes.toSorted()).toEqual(["study:read", "trial:read"]);
  const actor = await authenticate(`Bearer ${reader.secret}`);
  expect([...actor.scopes].toSorted()).toEqual(["study:read", "trial:read"]);
});

test.each([
  ["wrk", "study:read"],
  ["svc", "key:write"],
  ["pat", "member:write"],
  ["test", "share:write"],
] as const)("a %s key cannot have %s, and the fault is at /scopes", async (kind, scope) => {
  const address = kind === "wrk" ? { project_id: project } : {};
  const error = await refusal(create({ name: "too much", kind, scopes: [scope], ...address }));
  expect(error.code).toBe("invalid_input");
  expect(error.errors).toMatchObject([{ pointer: "/scopes" }]);
  expect(error.message).toContain(scope);
});

test("nobody hands on more than they may do themselves", async () => {
  const maker = actingWith(new Set<Scope>(["key:write", "trial:ask", "trial:tell", "study:read"]));
  const error = await refusal(create({ name: "more", kind: "svc", scopes: ["study:write"] }, maker));
  expect(error.code).toBe("invalid_input");
  const { key } = await create({ name: "as much", kind: "svc" }, maker);
  expect(key.scopes.toSorted()).toEqual(["study:read", "trial:ask", "trial:tell"]);
});

test("an empty or unknown list of scopes is refused, and a key that can do nothing is not made", async () => {
  for (const scopes of [[], ["everything"]] as const) {
    const error = await refusal(create({ name: "x", kind: "svc", scopes: scopes as unknown as Scope[] }));
    expect(error.code).toBe("invalid_input");
  }
});

test("a worker key names its project, no other kind has one, and a project of others does not exist", async () => {
  expect((await refusal(create({ name: "x", kind: "wrk" }))).code).toBe("invalid_input");
  expect((await refusal(create({ name: "x", kind: "svc", project_id: project }))).code).toBe("invalid_input");
  const foreign = await runService({
    service: createProject,
    context: workspaces.two.owner,
    input: { name: "theirs" },
  });
  expect((await refusal(create({ name: "x", kind: "wrk", project_id: foreign.id }))).code).toBe("not_found");
});

test("members see the keys and cannot make or revoke any; viewers do not see them", async () => {
  const { key } = await create({ name: "seen", kind: "svc" });
  const [member, viewer] = [actingWith(scopesOfRole("member"), "member"), actingWith(scopesOfRole("viewer"), "viewer")];
  expect((await list({ limit: 1000 }, member)).data.map(({ id }) => id)).toContain(key.id);
  expect((await refusal(create({ name: "x", kind: "svc" }, member))).code).toBe("forbidden");
  const revoking = runService({ service: revokeApiKey, context: member, input: { api_key_id: key.id } });
  expect((await refusal(revoking)).code).toBe("forbidden");
  expect((await refusal(list({}, viewer))).code).toBe("forbidden");
});

test("S6 a revoked key is refused within five seconds, and leaves the list of usable keys at once", async () => {
  const { key, secret } = await create({ name: "leaked", kind: "svc" });
  await authenticate(`Bearer ${secret}`);
  await runService({ service: revokeApiKey, context: workspaces.one.owner, input: { api_key_id: key.id } });
  const usable = await list({ usable: true, limit: 1000 });
  expect(usable.data.map(({ id }) => id)).not.toContain(key.id);
  expect((await list({ limit: 1000 })).data.find(({ id }) => id === key.id)?.revoked_at).not.toBeNull();
  const answer = () =>
    authenticate(`Bearer ${secret}`).then(
      () => "lets it in",
      (error: AppError) => error.code,
    );
  await expect.poll(answer, { timeout: 5_000, interval: 250 }).toBe("unauthenticated");
});

test("an expired key is not listed as usable", async () => {
  const { key } = await create({ name: "old", kind: "svc", expires_in_days: 1 });
  await workspaces.admin.query("update api_key set expires_at = now() - interval '1 second' where name = 'old'");
  expect((await list({ usable: true, limit: 1000 })).data.map(({ id }) => id)).not.toContain(key.id);
  expect((await list({ limit: 1000 })).data.map(({ id }) => id)).toContain(key.id);
});

test("revoking twice keeps the first time; a key of another workspace does not exist", async () => {
  const { key } = await create({ name: "twice", kind: "svc" });
  const revoke = (context: Context) => runService({ service: revokeApiKey, context, input: { api_key_id: key.id } });
  expect((await refusal(revoke(workspaces.two.owner))).code).toBe("not_found");
  const first = await revoke(workspaces.one.owner);
  expect(first.revoked_at).not.toBeNull();
  expect(await revoke(workspaces.one.owner)).toEqual(first);
});

test("S7 the secret stands in no row of the database, and no list gives it back", async () => {
  const { key, secret } = await create({ name: "secret", kind: "wrk", project_id: project });
  const { rows } = await workspaces.admin.query<{ table: string }>(
    `select format('select t::text as row from %I.%I t', table_schema, table_name) as table
       from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  expect(rows.length).toBeGreaterThan(10);
  const body = secret.slice(key.prefix.length);
  for (const { table } of rows) {
    const found = await workspaces.admin.query<{ row: string }>(table);
    expect(found.rows.filter(({ row }) => row.includes(body))).toEqual([]);
  }
  expect(JSON.stringify(await list({ limit: 1000 }))).not.toContain(body);
});
