import { afterAll, beforeAll, expect, test } from "vitest";
import { studyDriver } from "../services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../services/testing/test-workspaces";
import { type CallApi, callApi } from "./testing/call-api";
import type { Holdings } from "./testing/holdings";
import { RestartingApi } from "./testing/restarting-api";

let spaces: TestWorkspaces;
let api: RestartingApi;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  api = await RestartingApi.open(spaces.database.urls);
});
afterAll(async () => {
  await api.kill();
  await spaces.close();
});

const WORKERS = 8;
/** Ask, measure, heartbeat, tell, read. */
const REQUESTS_PER_CYCLE = 5;
const CYCLES = 150;
/** Some hundreds are what the engine remembers of the study's trials; a request or its closure that is kept takes more. */
const BYTES_PER_REQUEST_MAX = 1_000;

async function cycle(call: CallApi, studyId: string): Promise<void> {
  const { trials } = await call<{ trials: readonly { id: string }[] }>("POST", `/studies/${studyId}/ask`, {
    wait_seconds: 20,
  });
  for (const { id } of trials) {
    await call("POST", `/trials/${id}/measurements`, { attempt: 1, steps: [{ step: 1, values: { loss: 1 } }] });
    await call("POST", `/trials/${id}/heartbeat`, { attempt: 1 });
    await call("POST", `/trials/${id}/tell`, { attempt: 1, state: "completed", values: { loss: Math.random() } });
    await call("GET", `/trials/${id}`);
  }
}

async function work(call: CallApi, studyId: string, cycles: number): Promise<void> {
  let left = cycles;
  const workers = Array.from({ length: WORKERS }, async () => {
    while (left-- > 0) await cycle(call, studyId);
  });
  await Promise.all(workers);
}

/** What a replica holds more of after so many cycles. */
async function growth(call: CallApi, studyId: string, cycles: number): Promise<Holdings> {
  const before = await api.holdings();
  await work(call, studyId, cycles);
  const after = await api.holdings();
  return {
    heap: (after.heap - before.heap) / (cycles * REQUESTS_PER_CYCLE),
    timers: after.timers - before.timers,
    descriptors: after.descriptors - before.descriptors,
  };
}

test("R30 memory, timers and descriptors of a replica stay as they are while it answers requests", {
  timeout: 240_000,
}, async () => {
  const study = await studyDriver(spaces.one.owner).createStudy({ limits: { max_trials: 10_000 } });
  const call = callApi(api, spaces.one.key);
  await work(call, study.id, CYCLES);
  const { heap, timers, descriptors } = await growth(call, study.id, 2 * CYCLES);
  expect(heap, "bytes of heap per request").toBeLessThan(BYTES_PER_REQUEST_MAX);
  expect(timers, "timers").toBeLessThanOrEqual(WORKERS);
  expect(descriptors, "descriptors").toBeLessThanOrEqual(2 * WORKERS);

  // The control: a replica that keeps its requests is found out.
  api.keepRequests();
  expect((await growth(call, study.id, CYCLES)).heap).toBeGreaterThan(BYTES_PER_REQUEST_MAX);
});
