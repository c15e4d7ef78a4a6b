import { randomBytes } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { checkCredentials } from "@/server/auth/check-credentials";
import { newId } from "@/server/kernel/ids";
import { prepareFirstRun } from "./prepare-first-run";
import { setUp } from "./set-up";
import { signUp } from "./sign-up";
import {
  ada,
  admin,
  code,
  context,
  first,
  grace,
  openAccountDatabase,
  openSignUp,
  PASSWORD,
  printedCode,
  roles,
  run,
} from "./testing/account-database";

vi.mock("@/server/env", async (original) => {
  const real = (await original()) as { readEnv(source: Record<string, string>): object };
  const settings = { ...real.readEnv({ NODE_ENV: "test" }) };
  return { ...real, env: () => settings };
});

openAccountDatabase();

describe("S11 the first run", () => {
  test("the printed code makes the first person owner of the first workspace, and then nothing more", async () => {
    const printed = await printedCode();
    expect(printed).toMatch(/^([A-HJ-NP-Z2-9]{5}-){3}[A-HJ-NP-Z2-9]{5}$/);
    const typed = printed.toLowerCase().replaceAll("-", " ");
    expect(await run({ service: setUp, input: { code: typed, ...ada, workspace: "Röntgen Lab" } })).toEqual({
      slug: "rontgen-lab",
    });
    expect(await roles()).toEqual([["ada@tellus.example", "owner"]]);
    expect(await code(run({ service: setUp, input: { code: printed, ...grace, workspace: "Mine" } }))).toBe(
      "state_conflict",
    );
    const { rows } = await admin.query("select action from audit_event");
    expect(rows).toEqual([{ action: "workspace.created" }]);
  });

  test("a wrong code, or none printed yet, makes nobody, and five tries from one address are all there are", async () => {
    const input = { code: "AAAAA-AAAAA-AAAAA-AAAAA", ...ada, workspace: "Lab" };
    expect(await code(run({ service: setUp, input }))).toBe("invalid_input");
    const printed = await printedCode();
    const address = `198.51.100.${randomBytes(1)[0]}-${newId()}`;
    const codes: string[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1)
      codes.push(await code(run({ service: setUp, input, context: context(null, { address }) })));
    expect(codes).toEqual([...Array(5).fill("invalid_input"), "rate_limited"]);
    expect(await roles()).toEqual([]);
    const { rows } = await admin.query<{ row: string }>("select s::text as row from set_up_code s");
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain(printed);
  });

  test("each start prints a new code, and the one before is dead", async () => {
    const [old, fresh] = [await printedCode(), await printedCode()];
    expect(await code(run({ service: setUp, input: { code: old, ...ada, workspace: "Lab" } }))).toBe("invalid_input");
    expect(await code(run({ service: setUp, input: { code: fresh, ...ada, workspace: "Lab" } }))).toBe("done");
    expect(await printedCode()).toBe("none");
  });

  test("of several who set up at the same moment one is first", async () => {
    const printed = await printedCode();
    const tries = [ada, grace, { ...ada, email: "eve@tellus.example" }].map((who) =>
      code(run({ service: setUp, input: { code: printed, ...who, workspace: "Lab" } })),
    );
    expect((await Promise.all(tries)).toSorted()).toEqual(["done", "state_conflict", "state_conflict"]);
    expect(await roles()).toHaveLength(1);
  });

  test("TELLUS_INIT_* makes the account once, however many replicas start", async () => {
    const init = { email: "ops@tellus.example", password: PASSWORD, workspace: "Ops" };
    await Promise.all([1, 2, 3].map(() => prepareFirstRun({ publicUrl: "http://here", init, say: () => undefined })));
    expect(await roles()).toEqual([["ops@tellus.example", "owner"]]);
    expect((await checkCredentials({ email: "OPS@tellus.example", password: PASSWORD }, "203.0.113.1")).kind).toBe(
      "ok",
    );
  });
});

describe("S11 sign-up", () => {
  test("is closed unless the operator opened it", async () => {
    await first();
    expect(await code(run({ service: signUp, input: grace }))).toBe("forbidden");
    openSignUp("open");
    expect(await code(run({ service: signUp, input: grace }))).toBe("done");
    expect(await code(run({ service: signUp, input: { ...grace, email: "GRACE@tellus.example" } }))).toBe("name_taken");
    expect(await roles()).toEqual([["ada@tellus.example", "owner"]]);
  });

  test.each([
    ["grace@tellus.example", "done"],
    ["grace@TELLUS.example", "done"],
    ["grace@evil.example", "forbidden"],
    ["grace@sub.tellus.example", "forbidden"],
    ["grace@tellus.example.evil.example", "forbidden"],
    ["grace@evil.example＠tellus.example", "invalid_input"],
  ])("for the domain tellus.example, %s is %s", async (email, expected) => {
    await first();
    openSignUp("domain", ["tellus.example"]);
    expect(await code(run({ service: signUp, input: { ...grace, email } }))).toBe(expected);
  });

  test("never makes the first account: that takes the code", async () => {
    openSignUp("open");
    expect(await code(run({ service: signUp, input: grace }))).toBe("state_conflict");
  });

  test("a short password is refused at its field", async () => {
    await first();
    openSignUp("open");
    const tried = run({ service: signUp, input: { ...grace, password: "short" } });
    await expect(tried).rejects.toMatchObject({ code: "invalid_input", errors: [{ pointer: "/password" }] });
  });
});
