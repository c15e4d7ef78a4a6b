import { describe, expect, test, vi } from "vitest";
import { acceptInvitation } from "./accept-invitation";
import type { AccountService } from "./account-service";
import { changePassword } from "./change-password";
import { createWorkspace } from "./create-workspace";
import { endAllSessions } from "./end-all-sessions";
import { endSession } from "./end-session";
import { joinWorkspace } from "./join-workspace";
import { readAccount } from "./read-account";
import { setUp } from "./set-up";
import { signUp } from "./sign-up";
import { code, context, first, openAccountDatabase, roles, run } from "./testing/account-database";

vi.mock("@/server/env", async (original) => {
  const real = (await original()) as { readEnv(source: Record<string, string>): object };
  const settings = { ...real.readEnv({ NODE_ENV: "test" }) };
  return { ...real, env: () => settings };
});

openAccountDatabase();

describe("S10 every write", () => {
  const writes = [
    setUp,
    signUp,
    createWorkspace,
    acceptInvitation,
    joinWorkspace,
    endSession,
    endAllSessions,
    changePassword,
  ] as readonly AccountService[];
  test.each(writes.map((service) => [service.operation.id, service] as const))(
    "%s is refused unless a page of ours sent it",
    async (_, service) => {
      expect(service.operation.kind).toBe("mutation");
      expect(await code(service.run(context(null, { mayWrite: false }), {}))).toBe("forbidden");
    },
  );
});

test("whoever is signed in makes workspaces with addresses of their own, up to a bound", async () => {
  const { session } = await first();
  const make = () => run({ service: createWorkspace, as: session, input: { name: "Lab" } });
  const slugs = [(await make()).slug, (await make()).slug];
  for (const slug of slugs) expect(slug).toMatch(/^lab-[0-9a-f]{6}$/);
  expect(new Set(slugs).size).toBe(2);
  const codes = await Promise.all(Array.from({ length: 20 }, () => code(make())));
  expect(codes.filter((each) => each === "done")).toHaveLength(17);
  expect(await roles()).toHaveLength(20);
  const account = await run({ service: readAccount, as: session, input: {} });
  expect(account).toMatchObject({ email: "ada@tellus.example", has_password: true, identities: [] });
  expect(account.workspaces).toHaveLength(20);
});
