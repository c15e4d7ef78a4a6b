import { randomUUID } from "node:crypto";
import type { APIResponse, Page } from "@playwright/test";
import { expect, test } from "../fixtures/dashboard-test";
import { callAsPage } from "../fixtures/page-calls";

const OURS = () => process.env.BASE_URL ?? "";
const JSON_TYPE = "application/json";

interface Attack {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

/** What a page of somebody else can make a browser send with our cookie, and what it could only try. */
const ATTACKS = (): readonly Attack[] => [
  { name: "another site", headers: { origin: "https://evil.example", "content-type": JSON_TYPE }, status: 403 },
  { name: "a sandboxed frame", headers: { origin: "null", "content-type": JSON_TYPE }, status: 403 },
  { name: "no origin", headers: { "content-type": JSON_TYPE }, status: 403 },
  {
    name: "a name that begins like ours",
    headers: { origin: `${OURS()}.evil.example`, "content-type": JSON_TYPE },
    status: 403,
  },
  { name: "another port", headers: { origin: "http://127.0.0.1:1", "content-type": JSON_TYPE }, status: 403 },
  {
    name: "user information before another host",
    headers: { origin: `${OURS()}@evil.example`, "content-type": JSON_TYPE },
    status: 403,
  },
  { name: "only a referrer of ours", headers: { referer: `${OURS()}/demo`, "content-type": JSON_TYPE }, status: 403 },
  {
    name: "a host of theirs",
    headers: { origin: "https://evil.example", "x-forwarded-host": "evil.example", "content-type": JSON_TYPE },
    status: 403,
  },
  { name: "a form's text", headers: { origin: OURS(), "content-type": "text/plain" }, status: 415 },
  { name: "a form", headers: { origin: OURS(), "content-type": "application/x-www-form-urlencoded" }, status: 415 },
  {
    name: "a form with files",
    headers: { origin: OURS(), "content-type": "multipart/form-data; boundary=x" },
    status: 415,
  },
  {
    name: "JSON only in a parameter",
    headers: { origin: OURS(), "content-type": "text/plain; x=application/json" },
    status: 415,
  },
  { name: "something like JSON", headers: { origin: OURS(), "content-type": "application/jsonp" }, status: 415 },
];

async function post(page: Page, path: string, headers: Attack["headers"], data: string): Promise<APIResponse> {
  return page.request.post(path, { headers, data, maxRedirects: 0, failOnStatusCode: false });
}

test("S10 no request that another site can make a browser send changes anything", async ({ page, account, signIn }) => {
  await signIn();
  const before = await callAsPageQuery(page, account.workspace);
  for (const { name, headers, status } of ATTACKS()) {
    const writes = [
      [`/api/trpc/${account.workspace}/workspace.update`, JSON.stringify({ name: "Taken over" })],
      [`/api/trpc/${account.workspace}/workspace.update?batch=1`, JSON.stringify({ 0: { name: "Taken over" } })],
      ["/api/trpc-account/createWorkspace", JSON.stringify({ name: `Theirs ${randomUUID()}` })],
      ["/api/trpc-account/endAllSessions", "{}"],
    ] as const;
    for (const [path, body] of writes) {
      const answer = await post(page, path, headers, body);
      expect({ name, path, status: answer.status() }).toEqual({ name, path, status });
    }
  }
  expect(await callAsPageQuery(page, account.workspace)).toEqual(before);
});

async function callAsPageQuery(page: Page, workspace: string): Promise<unknown> {
  const response = await page.request.get(`/api/trpc-account/read?input=%7B%7D`);
  expect(response.status()).toBe(200);
  const me = await page.request.get(`/api/trpc/${workspace}/me.read?input=%7B%7D`);
  return [await response.json(), await me.json()];
}

test("S10 a GET changes nothing, whatever it asks for", async ({ page, account, signIn }) => {
  await signIn();
  const before = await callAsPageQuery(page, account.workspace);
  const input = encodeURIComponent(JSON.stringify({ name: "Taken over" }));
  for (const method of ["get", "head"] as const) {
    for (const path of [
      `/api/trpc/${account.workspace}/workspace.update?input=${input}`,
      `/api/trpc/${account.workspace}/workspace.update?batch=1&input=${encodeURIComponent('{"0":{"name":"Taken over"}}')}`,
      `/api/trpc-account/endAllSessions?input=%7B%7D`,
      `/api/trpc-account/createWorkspace?input=${input}`,
    ]) {
      const answer = await page.request[method](path, { headers: { origin: OURS() } });
      expect(answer.status(), `${method} ${path}`).toBeGreaterThanOrEqual(400);
    }
  }
  // Methods that a form or a link cannot use, but a mistake in a router could let through.
  for (const method of ["PUT", "PATCH", "DELETE"]) {
    const answer = await page.request.fetch(`/api/trpc/${account.workspace}/workspace.update`, {
      method,
      headers: { origin: OURS(), "content-type": JSON_TYPE },
      data: JSON.stringify({ name: "Taken over" }),
    });
    expect(answer.status(), method).toBeGreaterThanOrEqual(400);
  }
  await page.request.get("/api/auth/signout");
  expect(await callAsPageQuery(page, account.workspace)).toEqual(before);
});

test("S10 signing in and out needs a page of ours, and the token that goes with it", async ({
  page,
  account,
  signIn,
}) => {
  await signIn();
  const form = { "content-type": "application/x-www-form-urlencoded" };
  for (const origin of ["https://evil.example", "null", undefined]) {
    for (const path of ["/api/auth/signout", "/api/auth/callback/password", "/api/auth/signin/password"]) {
      const answer = await post(page, path, { ...form, ...(origin === undefined ? {} : { origin }) }, "csrfToken=x");
      expect(answer.status(), `${path} from ${origin}`).toBe(403);
    }
  }
  // From our own origin but without the token: next-auth does nothing either.
  await post(page, "/api/auth/signout", { ...form, origin: OURS() }, "csrfToken=guessed");
  expect((await page.request.get(`/api/trpc/${account.workspace}/me.read?input=%7B%7D`)).status()).toBe(200);
});

const ELSEWHERE = [
  "//evil.example",
  "///evil.example",
  "////evil.example/%2f..",
  "/\\evil.example",
  "\\\\evil.example",
  "/\\/evil.example",
  "\\/evil.example",
  "https://evil.example",
  "https:evil.example",
  "https:/evil.example",
  "HTTPS://EVIL.EXAMPLE",
  "http://127.0.0.1@evil.example",
  "//127.0.0.1@evil.example/",
  "//evil.example#@127.0.0.1",
  "//evil.example?127.0.0.1",
  "javascript:document.title='owned'",
  "JavaScript://%0aalert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "%2f%2fevil.example",
  "/%2fevil.example",
  "%252f%252fevil.example",
  "/%5cevil.example",
  "%5c%5cevil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/ /evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "/;@evil.example",
  ".evil.example",
  "@evil.example",
  "//evil.example/..",
  "//evil%E3%80%82example",
  "/\u2028/evil.example",
  "//\u0001evil.example",
  "blob:https://evil.example/x",
  "/api/auth/signout",
];

test("S30 signed in, no return address leads from our origin", async ({ page, signIn }) => {
  await signIn();
  for (const address of ELSEWHERE) {
    const response = await page.request.get(`/sign-in?return_to=${encodeURIComponent(address)}`, { maxRedirects: 0 });
    const location = response.headers().location;
    if (location === undefined) continue;
    const target = new URL(location, OURS());
    expect({ address, origin: target.origin }).toEqual({ address, origin: OURS() });
    expect(target.pathname, address).not.toMatch(/^\/\/|^\/api\//);
  }
});

test("S30 next-auth's own redirections stay on our origin", async ({ page, signIn }) => {
  await signIn();
  for (const address of ELSEWHERE) {
    const text = encodeURIComponent(address);
    for (const path of [
      `/api/auth/signin?callbackUrl=${text}`,
      `/api/auth/signout?callbackUrl=${text}`,
      `/api/auth/error?callbackUrl=${text}`,
    ]) {
      const response = await page.request.get(path, { maxRedirects: 0 });
      const location = response.headers().location;
      if (location !== undefined)
        expect({ path, origin: new URL(location, OURS()).origin }).toEqual({ path, origin: OURS() });
      // Where next-auth remembers to go afterwards.
      const remembered = response.headersArray().map(({ value }) => /callback-url=([^;]*)/.exec(value)?.[1] ?? "");
      for (const url of remembered.filter((value) => value !== ""))
        expect({ path, origin: new URL(decodeURIComponent(url), OURS()).origin }).toEqual({ path, origin: OURS() });
    }
  }
});

test("S30 the form that signs in goes only to our pages", async ({ page, account, signIn, complaints }) => {
  complaints.expect(/404/);
  test.setTimeout(60_000);
  await signIn();
  const state = await page.context().storageState();
  for (const address of [
    "/\\evil.example",
    "//evil.example",
    "javascript:document.title='owned'",
    "/\t/evil.example",
  ]) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?return_to=${encodeURIComponent(address)}`);
    await page.getByLabel("E-mail").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    expect({ address, origin: new URL(page.url()).origin }).toEqual({ address, origin: OURS() });
    expect(await page.title()).not.toBe("owned");
  }
  expect(state.cookies.length).toBeGreaterThan(0);
});

test("S21 what goes wrong says no stack, no SQL and no path", async ({ page, account, signIn }) => {
  await signIn();
  const answers = [
    await page.request.get(`/api/trpc/${account.workspace}/study.read?input=%7B%22study_id%22%3A1%7D`),
    await page.request.get(`/api/trpc/${account.workspace}/nothing.here`),
    await page.request.get(`/api/trpc/${account.workspace}/me.read?input=%7B`),
    await page.request.get("/api/auth/nothing-here"),
    await page.request.get("/%ff%fe"),
    await page.request.get("/_next/data/x/..%2f..%2fetc"),
  ];
  for (const answer of answers)
    expect(await answer.text(), answer.url()).not.toMatch(
      /\bat [\w.]+ \(|node_modules|select .* from|\/work\/|server\/\w+\//i,
    );
  await expect(callAsPage(page, `trpc/${account.workspace}/study.create`, {})).rejects.toThrow(/422|400/);
});
