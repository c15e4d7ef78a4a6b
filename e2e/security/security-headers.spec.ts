import { readdirSync } from "node:fs";
import { dashboardPages, FIRST_RUN_PAGES } from "../fixtures/dashboard-pages";
import { expect, test } from "../fixtures/dashboard-test";
import { startStudy } from "../fixtures/training-job";

test("every page of the application is one that these tests visit", async ({ account }) => {
  const known = new Set([...dashboardPages(account, ["x"]).map(({ route }) => route), ...FIRST_RUN_PAGES]);
  const routes = readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("page.tsx"))
    .map((path) => `app/${path.replaceAll("\\", "/")}`);
  expect(routes.length).toBeGreaterThan(10);
  expect(routes.filter((route) => !known.has(route))).toEqual([]);
});

test("every page forbids framing, sniffing, foreign scripts and keeping it; a nonce is used once", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `headers ${Math.random()}`);
  await signIn();
  const nonces: string[] = [];
  for (const { path } of dashboardPages(account, [study.path])) {
    const response = await page.request.get(path);
    const headers = response.headers();
    const policy = headers["content-security-policy"] ?? "";
    const where = `${path}: ${response.status()}`;
    expect(policy, where).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{20,}' 'strict-dynamic'(;|$)/);
    for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]) {
      if (path.startsWith("/share/")) break; // stricter: share.spec.ts
      expect(policy, where).toContain(part);
    }
    expect(policy, where).not.toMatch(/unsafe-inline|unsafe-eval/);
    expect(headers["x-content-type-options"], where).toBe("nosniff");
    expect(headers["x-frame-options"], where).toBe("DENY");
    expect(headers["referrer-policy"], where).toMatch(/^(same-origin|no-referrer)$/);
    expect(headers["cross-origin-opener-policy"], where).toBe("same-origin");
    expect(headers["x-powered-by"], where).toBeUndefined();
    if (path.startsWith(`/${account.workspace}`) || path === "/account")
      expect(headers["cache-control"], where).toMatch(/private|no-store/);
    nonces.push(/'nonce-([^']+)'/.exec(policy)?.[1] ?? "");
  }
  expect(new Set(nonces).size).toBe(nonces.length);
});
