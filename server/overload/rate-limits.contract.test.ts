import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { API_BASE } from "@/server/rest/rest-routes";
import { type RealApi, startRealApi } from "@/server/rest/testing/start-real-api";
import { takeAllotment } from "./quotas";
import { type Bucket, RateLimiter } from "./rate-limiter";

const PER_KEY = 120;
const PER_WORKSPACE = 150;
let api: RealApi;
beforeAll(async () => {
  api = await startRealApi({ limits: { perKey: PER_KEY, perWorkspace: PER_WORKSPACE } });
});
afterAll(() => api.close());

const passed = async (limiter: RateLimiter, bucket: Bucket, tries: number): Promise<number> => {
  let count = 0;
  for (let index = 0; index < tries; index += 1) {
    await limiter.spend([bucket]).then(
      () => {
        count += 1;
      },
      (error: unknown) => expect(error).toMatchObject({ code: "rate_limited", status: 429 }),
    );
  }
  return count;
};

test("S19 four replicas together let pass what the bucket holds and gains meanwhile, give or take an allotment each", async () => {
  const bucket: Bucket = { principalId: newId(), name: "key", perMinute: 600 };
  const allotment = 30;
  const began = performance.now();
  const replicas = Array.from({ length: 4 }, () => new RateLimiter(takeAllotment));
  const counts = await Promise.all(replicas.map((replica) => passed(replica, bucket, 300)));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const gained = ((performance.now() - began) / 60_000) * bucket.perMinute;
  expect(total).toBeLessThanOrEqual(Math.ceil(bucket.perMinute + gained));
  expect(total).toBeGreaterThanOrEqual(bucket.perMinute - 4 * allotment);
});

test("control: limiters that do not share a bucket let pass four times as much", async () => {
  const alone = () => new RateLimiter((_bucket, wanted) => takeAllotment({ ...mine, principalId: newId() }, wanted));
  const mine: Bucket = { principalId: newId(), name: "key", perMinute: 60 };
  const counts = await Promise.all(Array.from({ length: 4 }, () => passed(alone(), mine, 100)));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(2 * mine.perMinute);
});

test("a limiter that cannot ask the shared bucket says so, and what failed is asked anew", async () => {
  const bucket: Bucket = { principalId: newId(), name: "key", perMinute: 60 };
  let fails = true;
  const limiter = new RateLimiter(async (of, wanted) => {
    if (fails) throw new Error("away");
    return takeAllotment(of, wanted);
  });
  await expect(limiter.spend([bucket])).rejects.toThrow("away");
  fails = false;
  await limiter.spend([bucket]);
});

test("S19 each item of a batch counts as one operation, and what is too much is refused item by item with 429 and when to come back", async () => {
  const items = Array.from({ length: 100 }, () => ({
    operation: "heartbeat",
    trial_id: `trl_${"0".repeat(32)}`,
    attempt: 1,
  }));
  const statuses: number[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    const response = await api.call("POST", `${API_BASE}/batch`, { body: { items } });
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { items: { status: number; retry_after_s: number | null }[] };
    statuses.push(...answer.items.map(({ status }) => status));
    for (const { status, retry_after_s } of answer.items)
      if (status === 429) expect(retry_after_s).toBeGreaterThanOrEqual(1);
  }
  const letIn = statuses.filter((status) => status === 404).length;
  expect(letIn).toBeGreaterThanOrEqual(PER_KEY - 1);
  expect(letIn).toBeLessThan(PER_KEY + 70); // what it gained meanwhile, on a busy machine
  expect(statuses.filter((status) => status === 429).length).toBe(200 - letIn);
  const refused = await api.call("GET", `${API_BASE}/me`);
  if (refused.status === 429) {
    expect(await refused.json()).toMatchObject({ code: "rate_limited", limit: "key" });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  }
  expect(refused.headers.get("ratelimit-policy")).toBe(`"key";q=${PER_KEY};w=60, "workspace";q=${PER_WORKSPACE};w=60`);
  expect(refused.headers.get("ratelimit")).toMatch(/^"key";r=\d+;t=\d+, "workspace";r=\d+;t=\d+$/);
  // Another workspace's key has a bucket of its own.
  expect((await api.call("GET", `${API_BASE}/me`, { key: api.keys[1] })).status).toBe(200);
});
