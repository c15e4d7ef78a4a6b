import { describe, expect, it, vi } from "vitest";
import { drain } from "./drain";
import { sampleIds, sampleOutputs } from "./testing/sample-outputs";
import { startTestApi } from "./testing/start-test-api";

// Real sockets and real time: a busy machine may need longer than five seconds.
vi.setConfig({ testTimeout: 30_000 });

const ask = `/api/v1/studies/${sampleIds.study}/ask`;
const nothing = { trials: [], redelivered: false, reason: "draining", retry_after_s: 1 };

describe("drain", () => {
  it("ends waits at once, finishes what runs, and cuts nothing", async () => {
    const api = await startTestApi({
      handlers: {
        "trial.ask": ({ signal }) =>
          new Promise((resolve) => signal.addEventListener("abort", () => resolve(nothing), { once: true })),
        "me.read": async () => {
          await new Promise((resolve) => setTimeout(resolve, 300));
          return sampleOutputs["me.read"];
        },
      },
    });
    await api.call("GET", "/api/v1/projects"); // leaves an idle kept-alive connection
    const waiting = api.call("POST", ask);
    const slow = api.call("GET", "/api/v1/me");
    await new Promise((resolve) => setTimeout(resolve, 100));
    api.api.endWaits();
    const startedAt = performance.now();
    const cut = await drain(api.server, { timeoutMs: 5000 });
    expect(cut).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    const asked = await waiting;
    expect([asked.status, asked.headers.get("retry-after")]).toEqual([202, "1"]);
    expect((await slow).status).toBe(200);
    await expect(fetch(`${api.origin}/livez`)).rejects.toThrow();
  });

  it("cuts what does not end in time and says how many", async () => {
    const api = await startTestApi({ handlers: { "me.read": () => new Promise(() => {}) } });
    const stuck = api.call("GET", "/api/v1/me").catch(() => "cut");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await drain(api.server, { timeoutMs: 200 })).toBe(1);
    expect(await stuck).toBe("cut");
  });
});

describe("a caller that leaves", () => {
  it("ends the wait of its request", async () => {
    let ended: () => void = () => {};
    const aborted = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const api = await startTestApi({
      handlers: {
        "trial.ask": ({ signal }) =>
          new Promise((resolve) =>
            signal.addEventListener("abort", () => {
              ended();
              resolve(nothing);
            }),
          ),
      },
    });
    const leaving = new AbortController();
    const request = fetch(api.origin + ask, {
      method: "POST",
      headers: { authorization: "Bearer tellus_test_0123456789abcdefghijABCDEFGHIJ01234567" },
      signal: leaving.signal,
    });
    setTimeout(() => leaving.abort(), 100);
    await expect(request).rejects.toThrow();
    await aborted;
    await api.close();
  });
});
