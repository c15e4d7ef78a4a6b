import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Pace } from "@/server/kernel/pace";
import { createHttpServer, httpServerOptions } from "./http-server";
import { incomingContent } from "./incoming-content";

const PACE: Pace = { patienceMs: 600, bytesPerSecondMin: 200_000 };
const MIB = 1024 ** 2;
const PIECE = Buffer.alloc(64 * 1024);

const opened: { end: () => unknown }[] = [];
afterEach(async () => {
  for (const { end } of opened.splice(0)) await end();
});

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  opened.push({
    end: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}

function dial(port: number, head: string): Socket {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  opened.push({ end: () => socket.destroy() });
  socket.write(head);
  return socket;
}

/** A download of 64 MiB; says when its sender was told that the reader is gone. */
async function download(url: string) {
  let whenCut = (): void => undefined;
  const cut = new Promise<void>((resolve) => {
    whenCut = resolve;
  });
  const listener: RequestListener = (_incoming, outgoing) => {
    outgoing.writeHead(200, { "Content-Length": 64 * MIB });
    Readable.from(Array.from({ length: 1024 }, () => PIECE)).pipe(outgoing);
    outgoing.once("close", whenCut);
  };
  const port = await listen(createHttpServer(listener, { ...httpServerOptions, downloadPace: PACE }));
  return { socket: dial(port, `GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`).pause(), cut };
}

test.each(["/api/v1/artifacts/art_1/content", "/api/artifacts/my-team/art_1", "/api/artifacts/my-team/art_1?x=1"])(
  "S16 R23 a download at %s that nobody takes is cut",
  async (url) => {
    const { cut } = await download(url);
    const outcome = await Promise.race([cut.then(() => "cut"), sleep(10_000).then(() => "still there")]);
    expect(outcome).toBe("cut");
  },
  15_000,
);

test("a download that is taken slowly, but not too slowly, comes to its end", async () => {
  const { socket } = await download("/api/v1/artifacts/art_1/content");
  let received = 0;
  for await (const piece of socket) {
    received += (piece as Buffer).length;
    if (received < 3 * MIB) await sleep(5);
    if (received >= 64 * MIB) break;
  }
  expect(received).toBeGreaterThanOrEqual(64 * MIB);
}, 60_000);

/** An upload that gets a piece every so often; says how it ended and how much came. */
async function upload(pieceBytes: number, everyMs: number) {
  let end = (_: { count: number; error: string }): void => undefined;
  const outcome = new Promise<{ count: number; error: string }>((resolve) => {
    end = resolve;
  });
  const port = await listen(
    createServer(async (incoming, outgoing) => {
      let count = 0;
      try {
        for await (const piece of incomingContent(incoming, PACE).stream) count += piece.length;
        end({ count, error: "" });
        outgoing.end();
      } catch (error) {
        end({ count, error: String(error) });
      }
    }),
  );
  const socket = dial(port, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n");
  const timer = setInterval(() => socket.write(Buffer.alloc(pieceBytes)), everyMs);
  opened.push({ end: () => clearInterval(timer) });
  return outcome;
}

test("S16 an upload that trickles is given up, as one that is silent", async () => {
  const trickle = await upload(100, 50);
  expect(trickle.error).toContain("too slowly");
  expect(trickle.count).toBeLessThan(10_000);
  expect((await upload(0, 10_000)).error).toContain("too slowly");
}, 20_000);

test("an upload at a pace that is allowed comes to its end", async () => {
  expect(await upload(50_000, 100)).toEqual({ count: 500_000, error: "" });
}, 20_000);
