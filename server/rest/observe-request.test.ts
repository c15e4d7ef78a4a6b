import { describe, expect, it, vi } from "vitest";
import { sampleIds } from "./testing/sample-outputs";
import { startTestApi, TEST_KEY } from "./testing/start-test-api";

// Real sockets and real time: a busy machine may need longer than five seconds.
vi.setConfig({ testTimeout: 30_000 });

describe("the access log", () => {
  it("has one line per request with its id, method, route, status and duration, and never the address", async () => {
    const api = await startTestApi();
    await api.call("GET", `/api/v1/studies/${sampleIds.study}`, { headers: { "x-request-id": "my-request" } });
    await api.call("GET", "/api/v1/nothing?x=1");
    const lines = api
      .logged()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { message: "request", request_id: "my-request", method: "GET", route: "/api/v1/studies/{study_id}", status: 200 },
      { message: "request", method: "GET", route: "unmatched", status: 404 },
    ]);
    expect(lines[0]?.ms).toEqual(expect.any(Number));
    expect(api.logged()).not.toContain(sampleIds.study);
    await api.close();
  });

  it("shows a key wherever a caller puts it to nobody", async () => {
    const api = await startTestApi({
      level: "debug",
      handlers: {
        "trial.tell": async () => {
          throw new Error(`insert into trial values ('${TEST_KEY}') failed`);
        },
      },
    });
    const tell = `/api/v1/trials/${sampleIds.trial}/tell`;
    const bodies: unknown[] = [
      { attempt: 1, state: "failed", reason: TEST_KEY },
      { [TEST_KEY]: 1 },
      `"${TEST_KEY}`,
      { attempt: TEST_KEY },
    ];
    for (const body of bodies) await api.call("POST", tell, { body });
    await api.call("GET", `/api/v1/${TEST_KEY}?${TEST_KEY}=${TEST_KEY}`);
    await api.call("GET", `/api/v1/studies/${TEST_KEY}`);
    for (const name of [
      "x-request-id",
      "idempotency-key",
      "cookie",
      "user-agent",
      "authorization",
      "if-match",
      "origin",
    ]) {
      await api.call("POST", tell, { body: {}, headers: { [name]: TEST_KEY } });
    }
    await fetch(`${api.origin}/api/v1/me`, {
      headers: { authorization: `Basic ${Buffer.from(`${TEST_KEY}:`).toString("base64")}` },
    });
    expect(api.logged()).toContain('"level":"error"');
    expect(api.logged()).not.toContain(TEST_KEY);
    expect(api.logged()).not.toContain(TEST_KEY.slice(12));
    await api.close();
  });
});
