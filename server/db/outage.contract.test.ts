import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fault, FaultProxy } from "@/faults/network/fault-proxy";
import { API_BASE } from "@/server/rest/rest-routes";
import { type RealApi, startRealApi } from "@/server/rest/testing/start-real-api";
import { pools } from "./pools";

let api: RealApi;
let proxy: FaultProxy;
let studyId: string;
let trial: { readonly id: string; readonly attempt: number };
beforeAll(async () => {
  api = await startRealApi({
    sheds: true,
    urlsOf: async ({ app, system }) => {
      proxy = await FaultProxy.open({ port: Number(new URL(app).port) });
      return { app: through(app), system: through(system) };
    },
  });
  const made = async <Result>(response: Promise<Response>): Promise<Result> =>
    (await response).json() as Promise<Result>;
  const project = await made<{ id: string }>(api.call("POST", `${API_BASE}/projects`, { body: { name: "outage" } }));
  const study = await made<{ id: string }>(
    api.call("POST", `${API_BASE}/projects/${project.id}/studies`, {
      body: {
        name: "outage",
        search_space: { x: { type: "float", low: 0, high: 1 } },
        objectives: [{ metric: "loss", direction: "minimize" }],
        sampler: { name: "random" },
      },
    }),
  );
  studyId = study.id;
  const asked = await made<{ trials: { id: string; attempt: number }[] }>(
    api.call("POST", `${API_BASE}/studies/${studyId}/ask`, { body: { wait_seconds: 20 } }),
  );
  const [first] = asked.trials;
  if (first === undefined) throw new Error("no trial was handed out");
  trial = first;
});
afterAll(async () => {
  await api.close();
  await proxy.close();
});

function through(url: string): string {
  const changed = new URL(url);
  changed.port = String(proxy.port);
  return changed.toString();
}

const CALLS: readonly (() => Promise<Response>)[] = [
  () => api.call("POST", `${API_BASE}/trials/${trial.id}/heartbeat`, { body: { attempt: trial.attempt } }),
  () => api.call("POST", `${API_BASE}/studies/${studyId}/ask`, { body: { wait_seconds: 0 } }),
  () => api.call("GET", `${API_BASE}/studies/${studyId}`),
  () => api.call("POST", `${API_BASE}/studies/${studyId}/resume`, { body: {} }),
];

interface Answered {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly tookMs: number;
}

/** Calls of every kind, one after the other in each of a few loops, until the time is over. */
async function callUntil(until: number): Promise<Answered[]> {
  const answers: Answered[] = [];
  const loop = async (first: number) => {
    for (let turn = first; performance.now() < until; turn += 1) {
      const began = performance.now();
      const response = await CALLS[turn % CALLS.length]?.();
      if (response === undefined) throw new Error("there is no such call");
      await response.text();
      const retryAfter = response.headers.get("retry-after");
      answers.push({ status: response.status, retryAfter, tookMs: performance.now() - began });
      await sleep(50);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, first) => loop(first)));
  return answers;
}

async function recoveryMs(): Promise<number> {
  const began = performance.now();
  for (let answered = 0; answered < CALLS.length; ) {
    const response = await CALLS[answered]?.();
    await response?.text();
    if (response !== undefined && response.status < 300) answered += 1;
    else await sleep(100);
    if (performance.now() - began > 30_000) break;
  }
  return performance.now() - began;
}

describe.each<[string, Fault]>([
  ["that is stopped", { kind: "refuse" }],
  ["that is swallowed by the network", { kind: "blackhole" }],
])("R21 R22 a database %s for some seconds", (_name, fault) => {
  test("gives only 503 with Retry-After, within five seconds, and is used again within ten, by the same process", async () => {
    expect(await recoveryMs()).toBeLessThan(30_000); // every call works before
    const backend = pools();
    proxy.fault = fault;
    await sleep(100);
    const answers = await callUntil(performance.now() + 8_000);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(answers.filter(({ retryAfter }) => !/^[1-5]$/.test(retryAfter ?? ""))).toEqual([]);
    expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(5_000);
    // Once it is known to be away, nobody waits to find out.
    expect(backend.breaker.isOpen).toBe(true);
    const [first] = await callUntil(performance.now() + 1);
    expect(first?.tookMs).toBeLessThan(1_000);
    expect((await api.call("GET", "/livez")).status).toBe(200);
    expect((await api.call("GET", "/readyz")).status).toBe(503);
    proxy.fault = { kind: "none" };
    proxy.resetAll();
    expect(await recoveryMs()).toBeLessThan(10_000);
    expect(pools()).toBe(backend);
  }, 60_000);
});
