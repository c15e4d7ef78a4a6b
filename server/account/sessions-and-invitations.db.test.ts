import { describe, expect, test, vi } from "vitest";
import { checkCredentials } from "@/server/auth/check-credentials";
import { hashInvitationSecret, newInvitationSecret } from "@/server/auth/invitation-secret";
import { createSession, deleteSession, findSession } from "@/server/auth/session-store";
import type { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { acceptInvitation } from "./accept-invitation";
import { changePassword } from "./change-password";
import { endAllSessions } from "./end-all-sessions";
import { endSession } from "./end-session";
import { joinWorkspace } from "./join-workspace";
import { listSessions } from "./list-sessions";
import { readAccount } from "./read-account";
import { readInvitation } from "./read-invitation";
import { signUp } from "./sign-up";
import {
  ada,
  admin,
  code,
  first,
  grace,
  invite,
  openAccountDatabase,
  openSignUp,
  PASSWORD,
  roles,
  run,
} from "./testing/account-database";

vi.mock("@/server/env", async (original) => {
  const real = (await original()) as { readEnv(source: Record<string, string>): object };
  const settings = { ...real.readEnv({ NODE_ENV: "test" }) };
  return { ...real, env: () => settings };
});

openAccountDatabase();

describe("S28 invitations", () => {
  test("a link makes an account and a member in one deed, and works once", async () => {
    const { slug } = await first();
    const secret = await invite();
    expect(await run({ service: readInvitation, input: { secret } })).toMatchObject({
      workspace: "Lab",
      role: "viewer",
    });
    expect(await run({ service: joinWorkspace, input: { secret, ...grace } })).toEqual({ slug });
    expect(await roles()).toEqual([
      ["ada@tellus.example", "owner"],
      ["grace@tellus.example", "viewer"],
    ]);
    expect(await code(run({ service: readInvitation, input: { secret } }))).toBe("not_found");
    const again = { secret, ...grace, email: "eve@tellus.example" };
    expect(await code(run({ service: joinWorkspace, input: again }))).toBe("not_found");
    expect(await roles()).toHaveLength(2);
  });

  test("of ten who use one link at the same moment one gets in, and no account is left behind", async () => {
    await first();
    const secret = await invite();
    const joins = Array.from({ length: 10 }, (_, index) =>
      code(run({ service: joinWorkspace, input: { secret, ...grace, email: `p${index}@tellus.example` } })),
    );
    const codes = await Promise.all(joins);
    expect(codes.filter((each) => each === "done")).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(["done", "not_found"]));
    const { rows } = await admin.query<{ count: number }>("select count(*)::int as count from person");
    expect(rows[0]?.count).toBe(2);
  });

  test("what is late, revoked or made up gets one and the same answer", async () => {
    await first();
    const late = await invite({ expires: "-1 second" });
    const revoked = await invite();
    await admin.query("update invitation set revoked_at = now() where secret_hash = $1", [
      hashInvitationSecret(revoked),
    ]);
    const answers: unknown[] = [];
    for (const secret of [late, revoked, newInvitationSecret(), "x"]) {
      const tried = run({ service: joinWorkspace, input: { secret, ...grace } });
      answers.push(await tried.catch((error: AppError) => [error.code, error.message]));
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toContain("not_found");
  });

  test("one for an address is for nobody else, and the attempt does not use it up", async () => {
    const { slug } = await first();
    const secret = await invite({ email: "grace@tellus.example" });
    const other = { secret, ...grace, email: "eve@tellus.example" };
    expect(await code(run({ service: joinWorkspace, input: other }))).toBe("forbidden");
    const known = { ...other, email: ada.email };
    expect(await code(run({ service: joinWorkspace, input: known }))).toBe("forbidden");
    expect(await run({ service: joinWorkspace, input: { secret, ...grace, email: "Grace@Tellus.example" } })).toEqual({
      slug,
    });
  });

  test("whoever opens it learns whether it is for them, and nothing of other accounts", async () => {
    const { session } = await first();
    const forGrace = await invite({ email: "grace@tellus.example" });
    const forAda = await invite({ email: "ada@tellus.example" });
    const read = (secret: string, as?: typeof session) =>
      run({ service: readInvitation, input: { secret }, ...(as === undefined ? {} : { as }) });
    expect(await read(forGrace, session)).toMatchObject({ email: "grace@tellus.example", meant_for_other: true });
    expect(await read(forAda, session)).toMatchObject({ meant_for_other: false });
    expect(await read(await invite(), session)).toMatchObject({ meant_for_other: false });
    const before = await read(forGrace);
    expect(before).toMatchObject({ meant_for_other: false });
    openSignUp("open");
    await run({ service: signUp, input: grace });
    expect(await read(forGrace)).toEqual(before);
    expect(await code(run({ service: acceptInvitation, as: session, input: { secret: forGrace } }))).toBe("forbidden");
  });

  test("somebody signed in accepts with one click; a member who opens it keeps their role and does not use it up", async () => {
    const { slug, session } = await first();
    const secret = await invite({ role: "viewer" });
    expect(await run({ service: acceptInvitation, as: session, input: { secret } })).toEqual({ slug });
    expect(await roles()).toEqual([["ada@tellus.example", "owner"]]);
    expect(await code(run({ service: acceptInvitation, input: { secret } }))).toBe("unauthenticated");
    expect(await code(run({ service: readInvitation, input: { secret } }))).toBe("done");
  });
});

describe("S9 sessions", () => {
  test("a person sees their own, ends one, and ends all; nobody else's", async () => {
    const { session, personId } = await first();
    const other = await createSession({ personId, userAgent: "phone" });
    const { data } = await run({ service: listSessions, as: session, input: {} });
    expect(data.map(({ current, user_agent }) => [current, user_agent])).toContainEqual([false, "phone"]);
    const phone = data.find(({ current }) => !current)?.id ?? "";
    openSignUp("open");
    const { id: stranger } = await run({ service: signUp, input: grace });
    const foreign = await createSession({ personId: toUuid(stranger), userAgent: null });
    expect(await code(run({ service: endSession, as: foreign, input: { session_id: phone } }))).toBe("not_found");
    expect(await findSession(other)).not.toBeNull();
    await run({ service: endSession, as: session, input: { session_id: phone } });
    expect(await findSession(other)).toBeNull();
    expect(await run({ service: endAllSessions, as: session, input: {} })).toEqual({ ended: 1 });
    expect(await findSession(session)).toBeNull();
    expect(await findSession(foreign)).not.toBeNull();
    expect(await code(run({ service: readAccount, as: session, input: {} }))).toBe("unauthenticated");
  });

  test("a new password ends every session, and the old password", async () => {
    const { session, personId } = await first();
    const other = await createSession({ personId, userAgent: null });
    const wrong = { current_password: "not the password", new_password: "another long password" };
    const refused = run({ service: changePassword, as: session, input: wrong });
    await expect(refused).rejects.toMatchObject({ errors: [{ pointer: "/current_password" }] });
    expect(await findSession(other)).not.toBeNull();
    const right = { ...wrong, current_password: PASSWORD };
    expect(await run({ service: changePassword, as: session, input: right })).toEqual({ ended: 2 });
    expect([await findSession(session), await findSession(other)]).toEqual([null, null]);
    const signIn = (password: string) => checkCredentials({ email: ada.email, password }, "203.0.113.9");
    expect((await signIn(PASSWORD)).kind).toBe("wrong");
    expect((await signIn(right.new_password)).kind).toBe("ok");
  });

  test("a stolen session is no way to guess the password: the sign-in's limit holds here", async () => {
    const { session } = await first();
    const input = { current_password: "not the password", new_password: "another long password" };
    const codes: string[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1)
      codes.push(await code(run({ service: changePassword, as: session, input })));
    expect(codes.at(-1)).toBe("rate_limited");
  });

  test("S7 neither the session's secret nor its hash is told to anybody", async () => {
    const { session } = await first();
    const { rows } = await admin.query<{ id_hash: Buffer }>("select id_hash from session");
    const told = JSON.stringify(await run({ service: listSessions, as: session, input: {} }));
    expect(told).not.toContain(session);
    expect(told.replaceAll("-", "")).not.toContain(rows[0]?.id_hash.toString("hex"));
    await deleteSession(session);
  });
});
