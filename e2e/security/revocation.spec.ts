import { randomUUID } from "node:crypto";
import type { BrowserContext, Page } from "@playwright/test";
import { buildWithoutProxy } from "../fixtures/build-without-proxy";
import { dashboardPages } from "../fixtures/dashboard-pages";
import { expect, test } from "../fixtures/dashboard-test";
import { callAsPage } from "../fixtures/page-calls";
import { signInAs } from "../fixtures/second-person";
import { withSystemDatabase } from "../fixtures/system-database";
import { startReplica, type TellusServer } from "../fixtures/tellus-server";
import { startStudy } from "../fixtures/training-job";

/** The second replica is built without proxy.ts: what it answers about access must be the same (S5). */
const built = buildWithoutProxy();
let second: TellusServer;
test.beforeAll(async () => {
  second = await startReplica({ directory: built.directory });
});
test.afterAll(async () => {
  await second.stop();
  built.remove();
});

const WITHIN_MS = 5_000;

/** How long both replicas went on saying yes, in milliseconds from now. */
async function untilBothRefuse(asks: readonly (() => Promise<number>)[]): Promise<number> {
  const began = performance.now();
  const refused = asks.map(() => false);
  while (performance.now() - began < WITHIN_MS + 2_000) {
    const statuses = await Promise.all(asks.map((ask) => ask()));
    statuses.forEach((status, index) => {
      refused[index] = status === 401 || status === 404;
    });
    if (refused.every(Boolean)) return performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Still let in after ${WITHIN_MS + 2_000} ms.`);
}

const replicas = () => [process.env.BASE_URL ?? "", second.url];

function asPerson(context: BrowserContext, path: string): (() => Promise<number>)[] {
  return replicas().map((url) => async () => (await context.request.get(`${url}${path}`)).status());
}

async function otherPerson(page: Page): Promise<BrowserContext> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("no browser");
  return browser.newContext({ baseURL: process.env.BASE_URL ?? "" });
}

test("S6 a revoked key, an ended session and a removed member are out on two replicas within five seconds", async ({
  page,
  account,
  signIn,
}) => {
  test.setTimeout(60_000);
  await signIn();
  const me = `/api/trpc/${account.workspace}/me.read?input=%7B%7D`;

  const { key, secret } = await callAsPage<{ key: { id: string }; secret: string }>(
    page,
    `trpc/${account.workspace}/api-key.create`,
    { name: `gone ${randomUUID()}`, kind: "svc" },
  );
  const withKey = replicas().map(
    (url) => async () => (await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${secret}` } })).status,
  );
  expect(await Promise.all(withKey.map((ask) => ask()))).toEqual([200, 200]);
  await callAsPage(page, `trpc/${account.workspace}/api-key.revoke`, { api_key_id: key.id });
  expect(await untilBothRefuse(withKey)).toBeLessThan(WITHIN_MS);

  const member = await otherPerson(page);
  const memberPage = await member.newPage();
  await signInAs(memberPage, account, "member");
  const asMember = asPerson(member, me);
  expect(await Promise.all(asMember.map((ask) => ask()))).toEqual([200, 200]);
  const { id } = (await (await member.request.get("/api/trpc-account/read?input=%7B%7D")).json()).result.data;
  await callAsPage(page, `trpc/${account.workspace}/member.remove`, { person_id: id });
  expect(await untilBothRefuse(asMember)).toBeLessThan(WITHIN_MS);
  await member.close();

  const elsewhere = await otherPerson(page);
  await signIn({ page: await elsewhere.newPage(), anew: true });
  const asElsewhere = asPerson(elsewhere, me);
  expect(await Promise.all(asElsewhere.map((ask) => ask()))).toEqual([200, 200]);
  const sessions = (await (await elsewhere.request.get("/api/trpc-account/listSessions?input=%7B%7D")).json()).result
    .data.data;
  const theirs = sessions.find(({ current }: { current: boolean }) => current);
  await callAsPage(page, "trpc-account/endSession", { session_id: theirs.id });
  expect(await untilBothRefuse(asElsewhere)).toBeLessThan(WITHIN_MS);
  expect((await page.request.get(me)).status(), "the other session goes on").toBe(200);
  await elsewhere.close();
});

test("S5 without proxy.ts every page and call is as open and as closed as with it", async ({
  page,
  account,
  signIn,
  browser,
}) => {
  test.setTimeout(60_000);
  const slug = `theirs-${randomUUID().slice(0, 8)}`;
  await withSystemDatabase((database) =>
    database.query("insert into workspace (id, slug, name) values ($1, $2, 'Not yours')", [randomUUID(), slug]),
  );
  const study = await startStudy(account, `no proxy ${randomUUID()}`);
  const paths = [
    ...dashboardPages(account, [study.path]).map(({ path }) => path),
    `/${slug}`,
    `/${slug}/members`,
    `/api/trpc/${account.workspace}/me.read?input=%7B%7D`,
    `/api/trpc/${slug}/me.read?input=%7B%7D`,
    `/api/trpc/${account.workspace}/study.read?input=${encodeURIComponent(JSON.stringify({ study_id: study.id }))}`,
    "/api/trpc-account/read?input=%7B%7D",
  ];
  await signIn();
  const stranger = await browser.newContext();
  for (const context of [page.context(), stranger]) {
    for (const path of paths) {
      const [withProxy, without] = await Promise.all(
        replicas().map((url) => context.request.get(`${url}${path}`, { maxRedirects: 0 })),
      );
      if (withProxy === undefined || without === undefined) throw new Error("two replicas");
      const place = (answer: typeof without) => answer.headers().location?.replace(/^https?:\/\/[^/]+/, "");
      expect({ path, status: without.status(), to: place(without) }).toEqual({
        path,
        status: withProxy.status(),
        to: place(withProxy),
      });
      // The control: there really is no proxy here, which is what writes the policy of a page.
      if (withProxy.status() === 200 && !path.startsWith("/api/") && !path.startsWith("/share/"))
        expect([without, withProxy].map((answer) => "content-security-policy" in answer.headers())).toEqual([
          false,
          true,
        ]);
    }
  }
  const write = await page.request.post(`${second.url}/api/trpc/${account.workspace}/workspace.update`, {
    headers: { origin: "https://evil.example", "content-type": "application/json" },
    data: JSON.stringify({ name: "Taken over" }),
  });
  expect(write.status()).toBe(403);
  await stranger.close();
});
