import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import http from "node:http";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTransfers } from "../services/artifact/transfer-seats";
import { operationExamples } from "./operation-examples";
import { API_BASE } from "./rest-routes";
import { type RealApi, startRealApi } from "./testing/start-real-api";

let api: RealApi;
let trial: string;
beforeAll(async () => {
  api = await startRealApi();
  const post = async (path: string, body: unknown) =>
    (await api.call("POST", API_BASE + path, { body })).json() as Promise<{ id: string; trials: { id: string }[] }>;
  const project = await post("/projects", { name: "digits" });
  const study = { ...operationExamples["study.create"], sampler: { name: "random" } };
  const { id } = await post(`/projects/${project.id}/studies`, study);
  const { trials } = await post(`/studies/${id}/ask`, { wait_seconds: 20 });
  trial = trials[0]?.id ?? "none";
});
afterAll(() => api.close());

async function announce(bytes: Buffer, more: object = {}): Promise<string> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const body = { attempt: 1, name: "weights", size: bytes.length, sha256, ...more };
  const response = await api.call("POST", `${API_BASE}/trials/${trial}/artifacts`, { body });
  const { artifact, upload } = (await response.json()) as {
    artifact: { id: string };
    upload: { method: string; url: string };
  };
  expect([response.status, upload.method, upload.url]).toEqual([
    201,
    "PUT",
    `https://tellus.test${API_BASE}/artifacts/${artifact.id}/content`,
  ]);
  return artifact.id;
}

const contentOf = (id: string) => `${API_BASE}/artifacts/${id}/content`;
const authorized = (headers: Readonly<Record<string, string>> = {}) => ({
  authorization: `Bearer ${api.keys[0]}`,
  ...headers,
});
const send = (id: string, body: Buffer, headers = {}) =>
  fetch(api.origin + contentOf(id), { method: "PUT", headers: authorized(headers), body: new Uint8Array(body) });
const finalize = (id: string) => api.call("POST", `${API_BASE}/artifacts/${id}/finalize`);
async function keep(bytes: Buffer, more: object = {}): Promise<string> {
  const id = await announce(bytes, more);
  expect([(await send(id, bytes)).status, (await finalize(id)).status]).toEqual([200, 200]);
  return id;
}

it("S13 S15 an uploaded page comes back as a file to keep, of no type that is shown, and never from a cache", async () => {
  const page = Buffer.from("<html><script>alert(document.domain)</script></html>");
  const id = await keep(page, { name: 'r\u00e9sum\u00e9 "1"; ../../x.html', content_type: "text/html" });
  const response = await api.call("GET", contentOf(id));
  expect(Buffer.from(await response.arrayBuffer()).equals(page)).toBe(true);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition":
      "attachment; filename=\"r_sum___1___.._.._x.html\"; filename*=UTF-8''r%C3%A9sum%C3%A9%20%221%22%3B%20..%2F..%2Fx.html",
    "content-length": String(page.length),
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
    "content-security-policy": "default-src 'none'; sandbox",
  });
});

it("gives ranges of a file, and all of it where a range says nothing that can be given", async () => {
  const bytes = randomBytes(100_000);
  const id = await keep(bytes);
  const get = async (range: string) => {
    const response = await api.call("GET", contentOf(id), { headers: { range } });
    const body = Buffer.from(await response.arrayBuffer());
    return [
      response.status,
      response.headers.get("content-range"),
      body.length,
      body.equals(bytes.subarray(0, body.length)),
    ];
  };
  expect(await get("bytes=0-9")).toEqual([206, "bytes 0-9/100000", 10, true]);
  expect((await get("bytes=99990-")).slice(0, 3)).toEqual([206, "bytes 99990-99999/100000", 10]);
  expect((await get("bytes=-5")).slice(0, 3)).toEqual([206, "bytes 99995-99999/100000", 5]);
  for (const range of ["bytes=100000-", "bytes=9-3", "bytes=0-1,5-6", "lines=1-2", "bytes=-", "x".repeat(5000)])
    expect(await get(range)).toEqual([200, null, 100_000, true]);
  const head = await api.call("HEAD", contentOf(id));
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "100000", ""]);
});

it("refuses bytes that are not the announced ones, compressed ones, and a file that is too large, each with what to do", async () => {
  const bytes = randomBytes(1000);
  const id = await announce(bytes);
  const codes: [number, string][] = [];
  for (const [body, headers] of [
    [bytes.subarray(1), {}],
    [randomBytes(1000), {}],
    [bytes, { "content-encoding": "gzip" }],
  ] as const) {
    const response = await send(id, body, headers);
    codes.push([response.status, ((await response.json()) as { code: string }).code]);
  }
  expect(codes).toEqual([
    [422, "content_mismatch"],
    [422, "content_mismatch"],
    [415, "unsupported_media_type"],
  ]);
  const large = { attempt: 1, name: "large", size: 65 * 1024 ** 2, sha256: "ab".repeat(32) };
  const refused = await api.call("POST", `${API_BASE}/trials/${trial}/artifacts`, { body: large });
  expect([refused.status, await refused.json()]).toMatchObject([422, { errors: [{ pointer: "/size" }] }]);
});

/** Sends the head and half of the body, then what `end` does with the connection. */
function half(id: string, bytes: Buffer, end: (request: http.ClientRequest) => void): Promise<void> {
  return new Promise((resolve) => {
    const url = new URL(api.origin + contentOf(id));
    const headers = authorized({ "content-length": String(bytes.length) });
    const request = http.request(url, { method: "PUT", headers });
    request.on("error", () => resolve()).on("close", () => resolve());
    request.write(bytes.subarray(0, bytes.length / 2), () => setTimeout(() => end(request), 100));
  });
}

it("an upload whose connection breaks leaves nothing, is no fault of ours, and is sent again", async () => {
  const bytes = randomBytes(2_000_000);
  const id = await announce(bytes);
  await half(id, bytes, (request) => request.destroy());
  const partial = `${api.storage.directory}/partial`;
  for (let tries = 0; (await readdir(partial)).length > 0 && tries < 50; tries += 1) await sleep(50);
  expect([await readdir(partial), (await finalize(id)).status]).toEqual([[], 409]);
  expect([(await send(id, bytes)).status, (await finalize(id)).status]).toEqual([200, 200]);
  expect(api.logged()).not.toMatch(/"internal"|A request failed/);
});

/** Asks for a file and takes nothing of it, once the head of the answer has come. */
function stalled(
  id: string,
  key = api.keys[0],
): Promise<{ status: number | undefined; retryAfter: string | undefined; end: () => void }> {
  return new Promise((resolve, reject) => {
    const url = new URL(api.origin + contentOf(id));
    const request = http.get(url, { headers: { authorization: `Bearer ${key}` }, agent: false });
    request.on("error", reject).on("response", (response) => {
      response.on("error", () => undefined).pause();
      const { statusCode: status, headers } = response;
      resolve({ status, retryAfter: headers["retry-after"], end: () => request.destroy() });
    });
  });
}

it("R23 two hundred downloads that nobody takes leave room: the rest are refused to come back, and all else is answered", async () => {
  const bytes = randomBytes(8 * 1024 ** 2);
  const id = await keep(bytes);
  const all = await Promise.all(Array.from({ length: 200 }, () => stalled(id)));
  const refused = all.filter(({ status }) => status !== 200);
  expect(all.length - refused.length).toBe(48);
  expect(openTransfers("read")).toBe(48);
  for (const { status, retryAfter } of refused) {
    expect([429, 503]).toContain(status);
    expect(Number(retryAfter)).toBeGreaterThan(0);
  }
  expect((await api.call("GET", `${API_BASE}/me`)).status).toBe(200);
  // Nothing is lost of what was to be finalized meanwhile: it is refused as well, and taken afterwards.
  const few = randomBytes(1000);
  const late = await announce(few, { name: "late" });
  expect([(await send(late, few)).status, (await finalize(late)).status]).toEqual([200, 429]);
  for (const { end } of all) end();
  await expect.poll(() => openTransfers("read"), { timeout: 10_000 }).toBe(0);
  expect((await finalize(late)).status).toBe(200);
  const again = await api.call("GET", contentOf(id));
  expect(Buffer.from(await again.arrayBuffer()).equals(bytes)).toBe(true);
  await api.call("HEAD", contentOf(id));
  await expect.poll(() => openTransfers("read"), { timeout: 10_000 }).toBe(0);
}, 60_000);

it("holds no file in memory: four of 60 MiB come at once, and one goes out", async () => {
  const size = 60 * 1024 ** 2;
  const piece = randomBytes(64 * 1024);
  const hash = createHash("sha256");
  for (let at = 0; at < size; at += piece.length) hash.update(piece);
  const sha256 = hash.digest("hex");
  const sendSlowly = (id: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = authorized({ "content-length": String(size) });
      const request = http.request(new URL(api.origin + contentOf(id)), { method: "PUT", headers });
      request.on("response", ({ statusCode }) => resolve(statusCode)).on("error", reject);
      const pieces = Array.from({ length: size / piece.length }, () => piece); // sixty MiB of one piece's memory
      Readable.from(pieces).pipe(request);
    });
  const ids: string[] = [];
  for (const name of ["a", "b", "c", "d"]) {
    const body = { attempt: 1, name, size, sha256 };
    const response = await api.call("POST", `${API_BASE}/trials/${trial}/artifacts`, { body });
    ids.push(((await response.json()) as { artifact: { id: string } }).artifact.id);
  }
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  }, 20);
  expect(await Promise.all(ids.map(sendSlowly))).toEqual([200, 200, 200, 200]);
  expect((await finalize(ids[0] ?? "")).status).toBe(200);
  const response = await api.call("GET", contentOf(ids[0] ?? ""));
  let received = 0;
  for await (const part of response.body ?? []) received += part.length;
  clearInterval(watch);
  expect(received).toBe(size);
  // Four whole files are 240 MiB.
  expect(peak).toBeLessThan(100 * 1024 ** 2);
}, 120_000);
