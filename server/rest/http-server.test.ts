import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { rawRequest } from "./testing/raw-request";
import { sampleIds } from "./testing/sample-outputs";
import { startTestApi, TEST_KEY, type TestApi } from "./testing/start-test-api";

// Real sockets and real time: a busy machine may need longer than five seconds.
vi.setConfig({ testTimeout: 30_000 });

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ http: { headersTimeout: 400, requestTimeout: 600, connectionsCheckingInterval: 50 } });
});
afterAll(() => api.close());

const target = `/api/v1/trials/${sampleIds.trial}/tell`;
const head = (...lines: string[]) =>
  `${[`POST ${target} HTTP/1.1`, "Host: tellus.test", ...lines].join("\r\n")}\r\n\r\n`;
const authorized = [`Authorization: Bearer ${TEST_KEY}`, "Content-Type: application/json"];
const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

/** The process answers as before: nothing below may leave it broken or a connection out of step. */
async function expectStillServing(): Promise<void> {
  expect((await api.call("GET", "/api/v1/me")).status).toBe(200);
}

describe("protocol abuse", () => {
  it.each<[string, number, string[]]>([
    ["two different Content-Lengths", 400, [head("Content-Length: 2", "Content-Length: 3"), "{}x"]],
    [
      "Transfer-Encoding with Content-Length",
      400,
      [head("Transfer-Encoding: chunked", "Content-Length: 2"), "0\r\n\r\n"],
    ],
    ["an unknown Transfer-Encoding", 400, [head("Transfer-Encoding: chunked, identity"), "0\r\n\r\n"]],
    [
      "a compressing Transfer-Encoding",
      415,
      [head(...authorized, "Connection: close", "Transfer-Encoding: gzip, chunked"), "2\r\n{}\r\n0\r\n\r\n"],
    ],
    ["a chunk size that is no number", 400, [head(...authorized, "Transfer-Encoding: chunked"), "zz\r\nhello\r\n"]],
    ["a negative Content-Length", 400, [head("Content-Length: -1")]],
    ["a header of 20 KB", 431, [head(`X-Long: ${"x".repeat(20_000)}`)]],
    ["a target of 20 KB", 431, [`GET /${"x".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`]],
    ["an absolute-form target", 400, ["GET http://elsewhere.test/api/v1/me HTTP/1.1\r\nHost: tellus.test\r\n\r\n"]],
    ["an absolute-form target on a file", 400, ["GET file:///etc/passwd HTTP/1.1\r\nHost: tellus.test\r\n\r\n"]],
    ["CONNECT", 405, ["CONNECT elsewhere.test:443 HTTP/1.1\r\nHost: elsewhere.test\r\n\r\n"]],
    ["TRACE", 405, ["TRACE /api/v1/me HTTP/1.1\r\nHost: tellus.test\r\n\r\n"]],
    ["a method nobody knows", 400, ["BREW /api/v1/me HTTP/1.1\r\nHost: tellus.test\r\n\r\n"]],
    ["no Host", 400, ["GET /api/v1/me HTTP/1.1\r\n\r\n"]],
    ["a Host with a path", 400, ["GET /api/v1/me HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n"]],
    ["a bare line feed in a header", 400, ["GET /api/v1/me HTTP/1.1\r\nHost: a\r\nX: a\nb: c\r\n\r\n"]],
    ["a NUL in a header", 400, ["GET /api/v1/me HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n"]],
    ["a space before the colon", 400, ["GET /api/v1/me HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n"]],
    ["a folded header", 400, ["GET /api/v1/me HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n"]],
    ["something that is not HTTP", 400, ["\u0016\u0003\u0001 hello\r\n\r\n"]],
    [
      "a body on a GET",
      400,
      [`GET /api/v1/me HTTP/1.1\r\nHost: a\r\n${authorized[0]}\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`],
    ],
  ])("%s is refused with %i, once", async (_name, status, parts) => {
    const answer = await rawRequest(api.port, parts);
    expect(statuses(answer)).toEqual([status]);
    expect(answer).toContain("application/problem+json");
    await expectStillServing();
  });

  it("a body that never ends is cut with 408", async () => {
    const startedAt = performance.now();
    const answer = await rawRequest(api.port, [head(...authorized, "Content-Length: 100"), '{"attempt":'], 5000);
    expect(statuses(answer)).toEqual([408]);
    expect(performance.now() - startedAt).toBeLessThan(4500);
    await expectStillServing();
  });

  it("headers that never end are cut with 408", async () => {
    expect(statuses(await rawRequest(api.port, ["GET /api/v1/me HTTP/1.1\r\nHost: a\r\nX-Slow: "], 5000))).toEqual([
      408,
    ]);
  });

  it("a question about the server as a whole, OPTIONS *, is answered and reaches no page", async () => {
    const answer = await rawRequest(api.port, ["OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"]);
    expect(statuses(answer)).toEqual([204]);
  });

  it("a chunked body above 1 MiB is refused with 413 before it ends, and the connection is closed", async () => {
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const parts = [head(...authorized, "Transfer-Encoding: chunked"), ...Array.from({ length: 17 }, () => chunk)];
    const answer = await rawRequest(api.port, parts, 5000);
    expect(statuses(answer)).toEqual([413]);
    expect(answer).toMatch(/^connection: close/im);
  });

  it("an announced body above 1 MiB is refused with 413 before it comes", async () => {
    expect(statuses(await rawRequest(api.port, [head(...authorized, "Content-Length: 2097152")], 1500))).toEqual([413]);
  });

  it("a caller that leaves in the middle of its body is no error of ours", async () => {
    const socket = connect(api.port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(`${head(...authorized, "Content-Length: 100")}{"attempt":`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(api.logged()).not.toContain('"level":"error"');
    await expectStillServing();
  });

  it("pipelined requests are answered in order", async () => {
    const get = (path: string, last = false) =>
      `GET ${path} HTTP/1.1\r\nHost: a\r\n${authorized[0]}\r\n${last ? "Connection: close\r\n" : ""}\r\n`;
    const answer = await rawRequest(api.port, [get("/api/v1/me") + get("/api/v1/nothing") + get("/livez", true)]);
    expect(statuses(answer)).toEqual([200, 404, 200]);
  });
});
