import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer } from "@/server/rest/http-server";
import { rawRequest } from "@/server/rest/testing/raw-request";
import { sealSharedPages } from "./shared-pages";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A page that knows nothing of sharing, and says of its headers what Next and its settings would. */
const page: RequestListener = (incoming, outgoing) => {
  outgoing.setHeader("Cache-Control", "public, max-age=3600");
  outgoing.setHeader("Referrer-Policy", "same-origin");
  outgoing.setHeader("Content-Security-Policy", "default-src *");
  outgoing.end(String(incoming.headers["content-security-policy"]));
};

async function answer(path: string): Promise<string> {
  const started = createHttpServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    sealSharedPages(incoming, outgoing);
    page(incoming, outgoing);
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const { port } = started.address() as AddressInfo; // TCP, so not a pipe's name
  return rawRequest(port, [`GET ${path} HTTP/1.1\r\nHost: tellus.test\r\nConnection: close\r\n\r\n`]);
}

const headersOf = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`^${name}: (.*)$`, "gim"))].map(([, value]) => value?.trim());

describe("S5 S8 an answer below /share/, with nothing of Next's around it", () => {
  test.each(["/share/x", "/share/x?a=b", "/share", "/share/a/b", "//share/x", "/%73hare/x"])("%s", async (path) => {
    const text = await answer(path);
    expect(headersOf(text, "x-robots-tag")).toEqual(["noindex, nofollow, noarchive"]);
    expect(headersOf(text, "referrer-policy")).toEqual(["no-referrer"]);
    expect(headersOf(text, "cache-control")).toEqual(["private, no-store"]);
    const [policy, ...others] = headersOf(text, "content-security-policy");
    expect(others).toEqual([]);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'nonce-[A-Za-z0-9+/=]+'/);
    for (const rule of ["connect-src 'none'", "form-action 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
      expect(policy).toContain(rule);
    // Once as header, once as what the page was told: so its own scripts run.
    expect(text.split(String(policy))).toHaveLength(3);
  });

  test("each has a nonce of its own", async () => {
    const nonceOf = async () => /nonce-([^']+)/.exec(await answer("/share/x"))?.[1];
    const first = await nonceOf();
    server?.close();
    expect(await nonceOf()).not.toBe(first);
  });

  test.each(["/", "/shared/x", "/demo/share/x", "/%", "/sign-in?return_to=/share/x"])(
    "%s is left alone",
    async (path) => {
      const text = await answer(path);
      expect(headersOf(text, "cache-control")).toEqual(["public, max-age=3600"]);
      expect(headersOf(text, "x-robots-tag")).toEqual([]);
    },
  );
});
