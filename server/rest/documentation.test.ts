import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { errorCatalog } from "@/lib/contract/errors";
import { renderMarkdown } from "./markdown";
import { restRoutes } from "./rest-routes";
import { startTestApi, type TestApi } from "./testing/start-test-api";

// Real sockets and real time: a busy machine may need longer than five seconds.
vi.setConfig({ testTimeout: 30_000 });

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe("/docs/api", () => {
  it("shows every operation and every error, with links that lead somewhere", async () => {
    const html = await (await fetch(`${api.origin}/docs/api`)).text();
    for (const { operationId } of restRoutes) expect(html).toContain(`id="${operationId}"`);
    const anchors = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(anchors).toContain(target);
    const pages = new Set([...html.matchAll(/href="(\/docs\/errors\/[^"]+)"/g)].map(([, path]) => path));
    expect(pages.size).toBe(Object.keys(errorCatalog).length);
    for (const path of pages) expect((await fetch(api.origin + path)).status).toBe(200);
  });

  it("loads nothing from anywhere and runs nothing", async () => {
    const response = await fetch(`${api.origin}/docs/api`);
    const html = await response.text();
    expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\bon\w+=| src=|@import|url\(/i);
  });
});

describe("docs/errors", () => {
  it("has one page for each code and no other", () => {
    const files = readdirSync("docs/errors").map((name) => name.replace(/\.md$/, ""));
    expect(files.sort()).toEqual(Object.keys(errorCatalog).sort());
  });

  it.each(Object.entries(errorCatalog))("%s is served with its status and title", async (code, { status, title }) => {
    const html = await (await fetch(`${api.origin}/docs/errors/${code}`)).text();
    expect(html).toContain(`<h1>${code}</h1>`);
    expect(html).toContain(`${status}.</strong> ${title.replaceAll("'", "&#39;")}`);
    expect(html).toContain("What to do");
  });

  it.each(["nothing", "..%2f..%2fpackage", "%2e%2e%2f%2e%2e%2fREADME", "toString", "__proto__"])(
    "%s is 404",
    async (code) => {
      expect((await fetch(`${api.origin}/docs/errors/${code}`)).status).toBe(404);
    },
  );
});

describe("renderMarkdown", () => {
  it("lets no markup through, whatever the page holds", () => {
    const html = renderMarkdown(
      '# <b>x</b>\n\n<script>alert(1)</script> [a](javascript:alert(1)) [b](/docs/api"onclick=x)\n\n```\n</code><i>\n```\n\n- `<u>`',
    );
    expect(html).not.toMatch(/<(?:b|script|i|u)>|href="javascript|" ?onclick/);
  });
});
