import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { clientAddress } from "@/server/auth/client-address";
import { parseTrustedProxies } from "@/server/auth/trusted-proxies";
import { createHttpServer } from "@/server/rest/http-server";
import { rawRequest } from "@/server/rest/testing/raw-request";
import { guardPages } from "./guard-pages";

vi.setConfig({ testTimeout: 30_000 });

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A page that reads its whole body, some time after it was called, and answers where the request came from. */
async function start(trusted = "0"): Promise<{ port: number; read: () => readonly number[] }> {
  const proxies = parseTrustedProxies(trusted);
  if (proxies === undefined) throw new Error(`cannot read ${trusted}`);
  const read: number[] = [];
  const page = guardPages((incoming, outgoing) => {
    setTimeout(async () => {
      const body = await text(incoming).catch(() => undefined);
      if (body === undefined || outgoing.writableEnded) return;
      read.push(body.length);
      outgoing.end(JSON.stringify({ from: clientAddress(new Headers({ ...(incoming.headers as object) })) }));
    }, 20);
  }, proxies);
  const started = createHttpServer(page);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return { port: (started.address() as AddressInfo).port, read: () => read }; // TCP, so not a pipe's name
}

const FORGED = { "x-tellus-client-address": "203.0.113.9", "X-Real-IP": "203.0.113.8" };

async function seenFrom(trusted: string, headers: Record<string, string>): Promise<unknown> {
  const { port } = await start(trusted);
  const response = await fetch(`http://127.0.0.1:${port}/api/auth/callback/password`, {
    headers: { ...FORGED, ...headers },
  });
  return ((await response.json()) as { from: unknown }).from;
}

describe("the client's address", () => {
  it.each([
    ["no proxy is trusted", "0", "198.51.100.1", "127.0.0.1"],
    [
      "one hop: the entry the proxy wrote, not what the client sent to it",
      "1",
      "203.0.113.7, 198.51.100.1",
      "198.51.100.1",
    ],
    ["two hops", "2", "203.0.113.7, 198.51.100.1, 10.0.0.2", "198.51.100.1"],
    ["more hops than entries: the leftmost entry", "3", "198.51.100.1", "198.51.100.1"],
    ["this proxy is trusted", "127.0.0.1", "203.0.113.7, 198.51.100.1", "198.51.100.1"],
    [
      "proxies of a network are trusted",
      "127.0.0.0/8,10.0.0.0/8",
      "203.0.113.7, 198.51.100.1,10.1.2.3",
      "198.51.100.1",
    ],
    ["the connection is from none of the trusted", "10.0.0.0/8", "198.51.100.1", "127.0.0.1"],
    ["an entry that is no address ends the way back", "2", "198.51.100.1, ' or 1=1, 10.0.0.2", "10.0.0.2"],
    ["a port is left out", "1", "198.51.100.1:4711", "198.51.100.1"],
    ["IPv6 with brackets and port", "1", "[2001:DB8::1]:443", "2001:db8::1"],
    ["IPv4 dressed as IPv6", "1", "::ffff:198.51.100.1", "198.51.100.1"],
  ])("%s", async (_name, trusted, forwarded, from) => {
    expect(await seenFrom(trusted, { "X-Forwarded-For": forwarded })).toBe(from);
  });

  it("is the connection's when nothing was forwarded, whatever the client calls itself", async () => {
    expect(await seenFrom("1", {})).toBe("127.0.0.1");
  });

  it.each(["", "-1", "1.5", "17", "proxy.internal", "10.0.0.0/33", "10.0.0.1/8/8", "10.0.0.1,,10.0.0.2", "::1/129"])(
    "the setting %j is refused",
    (setting) => expect(parseTrustedProxies(setting)).toBeUndefined(),
  );
});

const head = (path: string, ...lines: string[]) =>
  `${[`POST ${path} HTTP/1.1`, "Host: tellus.test", "Content-Type: application/json", ...lines].join("\r\n")}\r\n\r\n`;
const chunks = (count: number, bytes: number) =>
  Array.from({ length: count }, () => `${bytes.toString(16)}\r\n${"x".repeat(bytes)}\r\n`);
const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

describe("R32 an address that cannot be read", () => {
  const asked = async (path: string) => {
    const seen: string[] = [];
    const page = guardPages(
      (incoming, outgoing) => {
        seen.push(incoming.url ?? "");
        outgoing.end();
      },
      { kind: "hops", hops: 0 },
    );
    const started = createHttpServer(page);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    await rawRequest((started.address() as AddressInfo).port, [
      `GET ${path} HTTP/1.1\r\nHost: tellus.test\r\nConnection: close\r\n\r\n`,
    ]);
    return seen;
  };

  it.each([
    ["/%E0%A4%A", "/%EF%BF%BD"],
    ["/lab/%/std_x", "/lab/%EF%BF%BD/std_x"],
    ["/lab/%zz?page=%zz", "/lab/%EF%BF%BD?page=%zz"],
    ["/share/%ED%A0%80", "/share/%EF%BF%BD"],
  ])("%s is asked for as %s, which nobody has", async (path, instead) => expect(await asked(path)).toEqual([instead]));

  it.each(["/lab/%F0%9F%92%A9", "/lab?search=%00?x", "/lab/a%2Fb", "/share/%00", "/"])(
    "%s goes on as it is",
    async (path) => expect(await asked(path)).toEqual([path]),
  );
});

describe("a body that anybody may send", () => {
  it.each([
    ["/api/auth/callback/password", 64],
    ["/api/auth?x=1", 64],
    ["/api/trpc/demo/study.create", 1024],
    ["/demo", 1024],
  ])("%s: over %i KiB is refused with 413, announced or not, and never read whole", async (path, kib) => {
    const { port, read } = await start();
    const announced = await rawRequest(port, [head(path, `Content-Length: ${kib * 1024 + 1}`)]);
    const chunked = await rawRequest(port, [head(path, "Transfer-Encoding: chunked"), ...chunks(kib + 16, 1024)]);
    for (const answer of [announced, chunked]) {
      expect(statuses(answer)).toEqual([413]);
      expect(answer).toMatch(/^connection: close/im);
      expect(answer).toContain('"code":"body_too_large"');
    }
    expect(read()).toEqual([]);
  });

  it.each([
    ["/api/auth/callback/password", 64],
    ["/api/trpc/demo/study.create", 1024],
  ])("%s: %i KiB is taken, announced or not", async (path, kib) => {
    const { port, read } = await start();
    const length = [head(path, `Content-Length: ${kib * 1024}`, "Connection: close"), "x".repeat(kib * 1024)];
    const open = [head(path, "Transfer-Encoding: chunked", "Connection: close"), ...chunks(kib, 1024), "0\r\n\r\n"];
    expect(statuses(await rawRequest(port, length))).toEqual([200]);
    expect(statuses(await rawRequest(port, open))).toEqual([200]);
    expect(read()).toEqual([kib * 1024, kib * 1024]);
  });
});
