import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { TellusClient, TellusError } from "./client";

type Seen = { readonly key: string | undefined; readonly body: string; readonly authorization: string | undefined };
type Answer =
  | { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }
  | "cut the connection";

const HOLDING = { id: "trl_1", attempt: 3 };
const TOLD = { status: 200, body: { state: "completed" } };
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server on loopback that gives these answers in order, the last one for ever, and remembers what it was asked. */
async function serve(
  ...answers: readonly Answer[]
): Promise<{ client: TellusClient; seen: Seen[]; problems: string[] }> {
  const seen: Seen[] = [];
  server = createServer(async (request, response) => {
    seen.push({
      key: request.headers["idempotency-key"]?.toString(),
      body: await text(request),
      authorization: request.headers.authorization,
    });
    const answer = answers[Math.min(seen.length, answers.length) - 1];
    if (!answer || answer === "cut the connection") return request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // an address of a TCP server is never a string
  const problems: string[] = [];
  const onRetry = (problem: string): void => void problems.push(problem);
  return {
    client: new TellusClient({ url: `http://127.0.0.1:${port}`, apiKey: "secret", patienceMs: 2000, onRetry }),
    seen,
    problems,
  };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("TellusClient", () => {
  it("repeats a call with the same body and the same idempotency key after 503 and after a cut connection", async () => {
    const { client, seen, problems } = await serve({ status: 503, body: {} }, "cut the connection", TOLD);
    await client.tell(HOLDING, { state: "completed", values: { validation_accuracy: 0.9 } });
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(1);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
    expect(seen[0]?.key).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(seen[0]?.authorization).toBe("Bearer secret");
    expect(problems).toHaveLength(1);
  });

  it("gives every call a key of its own", async () => {
    const { client, seen } = await serve(TOLD);
    await client.release(HOLDING);
    await client.release(HOLDING);
    expect(seen[0]?.key).not.toBe(seen[1]?.key);
  });

  it("waits as long as Retry-After says", async () => {
    const { client } = await serve({ status: 429, body: {}, headers: { "retry-after": "1" } }, TOLD);
    const startedAt = performance.now();
    await client.release(HOLDING);
    expect(performance.now() - startedAt).toBeGreaterThan(990);
  });

  it("does not repeat what the server refuses, and says why", async () => {
    const problem = { code: "lease_lost", title: "The lease was lost", detail: "Ask for another trial." };
    const { client, seen } = await serve({ status: 409, body: problem });
    const error: unknown = await client.release(HOLDING).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TellusError);
    expect(error).toMatchObject({
      status: 409,
      code: "lease_lost",
      message: "Ask for another trial. (HTTP 409, lease_lost)",
    });
    expect(seen).toHaveLength(1);
  });

  it("gives up when its patience ends", async () => {
    const { client, seen } = await serve({ status: 503, body: {} });
    const startedAt = performance.now();
    await expect(client.readStudy("std_1")).rejects.toMatchObject({ status: 503 });
    expect(performance.now() - startedAt).toBeLessThan(2500);
    expect(seen.length).toBeGreaterThan(2);
  });

  it("stops waiting for the server when asked to leave", async () => {
    const leaving = new AbortController();
    const client = new TellusClient({ url: "http://127.0.0.1:1", apiKey: "secret", signal: leaving.signal });
    const call = client.release(HOLDING);
    setTimeout(() => leaving.abort(), 50);
    await expect(call).rejects.toMatchObject({ status: 0, code: "unreachable" });
  });

  it("writes NaN and infinities as text, for JSON has none", async () => {
    const { client, seen } = await serve({ status: 200, body: { verdict: "continue" } });
    await client.measure(HOLDING, 1, { train_loss: Number.NaN, other: Number.POSITIVE_INFINITY, accuracy: 0.5 });
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({
      attempt: 3,
      steps: [{ step: 1, values: { train_loss: "NaN", other: "Infinity", accuracy: 0.5 } }],
    });
  });

  it("explains an answer that is not JSON by its status alone", async () => {
    const { client } = await serve({ status: 404, body: "nothing" });
    await expect(client.readStudy("std_1")).rejects.toMatchObject({ status: 404, code: "unknown" });
  });
});
