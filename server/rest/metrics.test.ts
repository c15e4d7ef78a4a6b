import { expect, it, vi } from "vitest";
import { AppError } from "@/server/kernel/app-error";
import { metrics } from "@/server/metrics/registry";
import { startTestApi } from "./testing/start-test-api";

vi.setConfig({ testTimeout: 30_000 });

const TOKEN = "a-token-for-the-scraper";
const { registry } = metrics();
const endpoint = {
  token: TOKEN,
  expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
};

/** But for what differs between any two requests. */
async function answerOf(response: Response): Promise<unknown> {
  const headers = Object.fromEntries(response.headers);
  for (const name of ["date", "x-request-id"]) delete headers[name];
  const { request_id, ...body } = await response.json();
  expect(request_id).toBeDefined();
  return { status: response.status, headers, body };
}

it("S29 without the token /metrics is no other than an address that does not exist, whatever the method", async () => {
  const [open, closed] = [await startTestApi({ metrics: endpoint }), await startTestApi()];
  const nowhere = await answerOf(await fetch(`${closed.origin}/api/v1/nowhere`));
  for (const { origin } of [open, closed]) {
    for (const authorization of [undefined, "Bearer wrong", `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, "Bearer "]) {
      const headers = new Headers(authorization === undefined ? [] : [["authorization", authorization]]);
      expect(await answerOf(await fetch(`${origin}/metrics`, { headers })), authorization).toEqual(nowhere);
    }
    expect(await answerOf(await fetch(`${origin}/metrics`, { method: "POST" }))).toEqual(nowhere);
  }
  expect((await fetch(`${open.origin}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
  await Promise.all([open.close(), closed.close()]);
});

it("requests are counted by the contract's route and status, refusals by their code, and nothing a caller sends becomes a label", async () => {
  registry.resetMetrics();
  const api = await startTestApi({
    metrics: endpoint,
    handlers: {
      "trial.tell": async () => {
        throw new AppError("lease_lost", "Somebody else holds it.");
      },
    },
  });
  const trial = `trl_${"0".repeat(32)}`;
  const tell = { attempt: 1, state: "completed", values: { loss: 1 } };
  expect((await api.call("POST", `/api/v1/trials/${trial}/tell`, { body: tell })).status).toBe(409);
  for (let index = 0; index < 50; index += 1) await api.call("GET", `/api/v1/secret-${index}?token=hidden-${index}`);
  await api.call("PROPFIND", "/livez");
  const text = await (await fetch(`${api.origin}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text();
  expect(text).toContain('tellus_requests_total{method="POST",route="/api/v1/trials/{trial_id}/tell",status="409"} 1');
  expect(text).toContain('tellus_conflicts_total{reason="lease_lost"} 1');
  expect(text).toContain('tellus_requests_total{method="GET",route="unmatched",status="404"} 50');
  expect(text).toContain('tellus_request_seconds_count{route="/api/v1/trials/{trial_id}/tell"} 1');
  expect(text).not.toMatch(/secret-|hidden-|trl_0|PROPFIND/);
  await api.close();
});
