import { expect, test, vi } from "vitest";
import { admitIdentity, personOfIdentity } from "./admit-identity";
import { admin, first, grace, invite, openAccountDatabase, openSignUp } from "./testing/account-database";

vi.mock("@/server/env", async (original) => {
  const real = (await original()) as { readEnv(source: Record<string, string>): object };
  const settings = { ...real.readEnv({ NODE_ENV: "test" }) };
  return { ...real, env: () => settings };
});

openAccountDatabase();

const arrive = (email: string, more: { emailVerified?: boolean; subject?: string } = {}) =>
  admitIdentity({
    provider: "oidc",
    identity: { subject: "subject-1", name: "Somebody", email, emailVerified: true, ...more },
  });

const people = async (): Promise<number> => {
  const { rows } = await admin.query<{ n: number }>("select count(*)::int as n from person");
  return rows[0]?.n ?? 0;
};

test("S11 a verified address opens the account that has it, in any case, and stays tied to it when the address changes", async () => {
  const { personId } = await first();
  expect(await arrive("ADA@Tellus.Example")).toEqual({ personId });
  expect(await arrive("ada@elsewhere.example")).toEqual({ personId });
  expect(await arrive("whoever@tellus.example", { emailVerified: false })).toEqual({ personId });
  expect(await people()).toBe(1);
});

test("S11 an address that the provider has not verified opens nothing and makes nobody", async () => {
  await first();
  openSignUp("open");
  expect(await arrive("ada@tellus.example", { emailVerified: false })).toEqual({ refused: "email_unverified" });
  expect(await arrive("new@tellus.example", { emailVerified: false })).toEqual({ refused: "email_unverified" });
  expect(await arrive("no address")).toEqual({ refused: "email_unverified" });
  expect(await people()).toBe(1);
  expect(await personOfIdentity("oidc", "subject-1")).toBeNull();
});

test("S11 a newcomer needs open sign-up, a domain of it, or an invitation to just this address", async () => {
  await first();
  expect(await arrive(grace.email)).toEqual({ refused: "sign_up_closed" });
  openSignUp("domain", ["other.example"]);
  expect(await arrive(grace.email)).toEqual({ refused: "sign_up_closed" });
  await invite({ expires: "-1 hour", email: grace.email });
  await invite(); // for anybody who has the link, which an identity does not show
  expect(await arrive(grace.email)).toEqual({ refused: "sign_up_closed" });
  await invite({ email: grace.email });
  expect(await arrive(grace.email)).toEqual({ personId: expect.any(String) });
  openSignUp("domain", ["tellus.example"]);
  expect(await arrive("hal@tellus.example", { subject: "subject-2" })).toEqual({ personId: expect.any(String) });
  expect(await people()).toBe(3);
});

test("S11 nobody becomes the first account of a server this way", async () => {
  openSignUp("open");
  expect(await arrive("eve@tellus.example")).toEqual({ refused: "not_set_up" });
  expect(await people()).toBe(0);
});

test("ten arrivals of one newcomer at the same moment make one account", async () => {
  await first();
  openSignUp("open");
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => arrive("new@tellus.example")));
  expect(await people()).toBe(2);
  const admitted = outcomes.flatMap((outcome) =>
    outcome.status === "fulfilled" ? [JSON.stringify(outcome.value)] : [],
  );
  expect(new Set(admitted).size).toBe(1);
});
