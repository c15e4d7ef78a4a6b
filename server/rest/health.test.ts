import { describe, expect, it, vi } from "vitest";
import { startTestApi } from "./testing/start-test-api";

// Real sockets and real time: a busy machine may need longer than five seconds.
vi.setConfig({ testTimeout: 30_000 });

describe("health", () => {
  it("is alive whatever the database does, ready only when it answers", async () => {
    let isUp = true;
    let pings = 0;
    const api = await startTestApi({
      isReady: async () => {
        pings += 1;
        if (!isUp) throw new Error("connection refused");
        return true;
      },
    });
    expect((await fetch(`${api.origin}/readyz`)).status).toBe(200);
    expect((await fetch(`${api.origin}/readyz`)).status).toBe(200);
    expect(pings).toBe(1);
    isUp = false;
    await new Promise((resolve) => setTimeout(resolve, 1050));
    const notReady = await fetch(`${api.origin}/readyz`);
    expect([notReady.status, notReady.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await notReady.text()).not.toContain("connection refused");
    expect((await fetch(`${api.origin}/livez`)).status).toBe(200);
    await api.close();
  });

  it("says not ready soon when the database hangs", async () => {
    const api = await startTestApi({ isReady: () => new Promise(() => {}) });
    const startedAt = performance.now();
    expect((await fetch(`${api.origin}/readyz`)).status).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(3000);
    await api.close();
  });

  it("is not ready while draining, and asks clients to open a new connection", async () => {
    const api = await startTestApi({ isDraining: () => true });
    const response = await fetch(`${api.origin}/readyz`);
    expect([response.status, response.headers.get("connection")]).toEqual([503, "close"]);
    await api.close();
  });
});
