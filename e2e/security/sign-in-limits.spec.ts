import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "../fixtures/dashboard-test";
import { startReplica, type TellusServer } from "../fixtures/tellus-server";

/** A process of its own: what it counts is nobody else's, and it believes in one proxy, so that a test can have addresses. */
let server: TellusServer;
test.beforeAll(async () => {
  server = await startReplica({ env: { TELLUS_TRUSTED_PROXIES: "1", TELLUS_SIGNUP: "open" } });
});
test.afterAll(async () => {
  await server.stop();
});

interface Try {
  readonly email: string;
  readonly password: string;
  readonly from: string;
}

async function trySignIn(request: APIRequestContext, { email, password, from }: Try): Promise<"in" | "wrong" | "wait"> {
  const { csrfToken } = await (await request.get(`${server.url}/api/auth/csrf`)).json();
  const answer = await request.post(`${server.url}/api/auth/callback/password`, {
    headers: { origin: server.url, "x-forwarded-for": from },
    form: { email, password, csrfToken, json: "true" },
  });
  const { url } = (await answer.json()) as { url: string };
  const error = new URL(url).searchParams.get("error");
  return error === null ? "in" : error.startsWith("wait:") ? "wait" : "wrong";
}

const someAddress = () => `198.51.100.${1 + Math.floor(Math.random() * 250)}`;

test("S11 five wrong passwords close an account for a while, from wherever they come, and the right one does not open it", async ({
  request,
  account,
}) => {
  const answers: string[] = [];
  for (let count = 0; count < 7; count += 1)
    answers.push(
      await trySignIn(request, { email: account.email, password: `wrong ${count}`, from: `203.0.113.${count}` }),
    );
  expect(answers).toEqual([...Array(5).fill("wrong"), "wait", "wait"]);
  // Case and dots of an address do not make another account of it.
  expect(
    await trySignIn(request, { email: account.email.toUpperCase(), password: account.password, from: "203.0.113.99" }),
  ).toBe("wait");
  // The sign-in form says it in words.
  const nobody = `${randomUUID()}@tellus.example`;
  const unknown: string[] = [];
  for (let count = 0; count < 6; count += 1)
    unknown.push(await trySignIn(request, { email: nobody, password: "x", from: `203.0.113.${100 + count}` }));
  expect(unknown, "an account that does not exist is closed like one that does").toEqual([
    ...Array(5).fill("wrong"),
    "wait",
  ]);
});

test("S11 thirty wrong passwords close an address, for every account, and no header of the client's opens it", async ({
  request,
}) => {
  const from = someAddress();
  const answers: string[] = [];
  for (let count = 0; count < 31; count += 1)
    answers.push(await trySignIn(request, { email: `${randomUUID()}@tellus.example`, password: "x", from }));
  expect(answers).toEqual([...Array(30).fill("wrong"), "wait"]);
  const another = { email: `${randomUUID()}@tellus.example`, password: "x" };
  // What stands left of the proxy's own entry, anybody can write.
  expect(await trySignIn(request, { ...another, from: `192.0.2.1, ${from}` })).toBe("wait");
  expect(await trySignIn(request, { ...another, from: "192.0.2.77" })).toBe("wrong");
});

test("S11 making accounts and trying set-up codes are limited by address", async ({ request }) => {
  const from = "192.0.2.200";
  const statuses: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    const answer = await request.post(`${server.url}/api/trpc-account/setUp`, {
      headers: { origin: server.url, "content-type": "application/json", "x-forwarded-for": from },
      data: JSON.stringify({
        code: "AAAAA",
        name: "Eve",
        email: "eve@tellus.example",
        password: "long enough indeed",
        workspace: "Eve",
      }),
    });
    statuses.push(answer.status());
  }
  expect(statuses.at(-1)).toBe(429);
  expect(statuses.slice(0, 5).every((status) => status < 500 && status !== 429 && status >= 400)).toBe(true);
});
