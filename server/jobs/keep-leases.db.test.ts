import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemPool } from "@/server/db/pools";
import { toUuid } from "@/server/kernel/ids";
import { type LeaseClock, leaseClock } from "@/server/services/testing/lease-clock";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { keepLeases } from "./keep-leases";

let spaces: TestWorkspaces;
let driver: StudyDriver;
let clock: LeaseClock;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  clock = leaseClock(spaces);
});
afterAll(() => spaces.close());

const keep = () => keepLeases(randomUUID()).run();

async function statesOf(trials: readonly { readonly id: string }[]): Promise<unknown[]> {
  const { rows } = await spaces.admin.query(
    `select state, retries, attempt, count(*)::int, (select count(*)::int from attempt a join trial t on a.trial_id = t.id
       where t.id = any ($1) and a.end_reason = 'lease_expired') as expiries
       from trial where id = any ($1::uuid[]) group by 1, 2, 3`,
    [trials.map(({ id }) => toUuid(id))],
  );
  return rows;
}

async function runningTrials(count: number): Promise<{ id: string }[]> {
  const study = await driver.createStudy({ limits: { max_trials: 1000 } });
  const trials: { id: string }[] = [];
  while (trials.length < count) {
    trials.push(...(await driver.ask(study, { count: Math.min(64, count - trials.length) })).trials);
  }
  return trials;
}

test("R8 one run puts back all that expired, however many", async () => {
  const trials = await runningTrials(230);
  await clock.letExpire(...trials.map(({ id }) => id));
  await keep();
  expect(await statesOf(trials)).toEqual([{ state: "queued", retries: 1, attempt: 1, count: 230, expiries: 230 }]);
});

test("R8 R20 replicas that run at the same time put each expired trial back once, with one retry", async () => {
  const trials = await runningTrials(130);
  await keep();
  await clock.letExpire(...trials.map(({ id }) => id));
  await Promise.all(Array.from({ length: 8 }, keep));
  await keep();
  expect(await statesOf(trials)).toEqual([{ state: "queued", retries: 1, attempt: 1, count: 130, expiries: 130 }]);
});

test("R9 after more than 5 s in which no replica lived, however many come back at once, nobody is robbed", async () => {
  const trials = await runningTrials(40);
  await keep();
  await clock.letExpire(...trials.map(({ id }) => id));
  await clock.silence(6);
  await Promise.all(Array.from({ length: 6 }, keep));
  expect(await statesOf(trials)).toMatchObject([{ state: "running", retries: 0, attempt: 1, count: 40 }]);
  expect(await clock.secondsLeft(trials[0]?.id ?? "")).toBeGreaterThan(3590);
});

test("R9 a silence of less than 5 s is no outage: what expired meanwhile is put back", async () => {
  const trials = await runningTrials(2);
  await keep();
  await clock.letExpire(...trials.map(({ id }) => id));
  await clock.silence(3);
  await keep();
  expect(await statesOf(trials)).toMatchObject([{ state: "queued", retries: 1 }]);
});

test("R9 a replica that was frozen between its sign of life and its reaping takes nothing", async () => {
  const trials = await runningTrials(1);
  await keep();
  await clock.letExpire(...trials.map(({ id }) => id));
  await clock.silence(60);
  expect((await systemPool().query("select * from reap_expired_leases(100)")).rows).toEqual([]);
  expect(await statesOf(trials)).toMatchObject([{ state: "running", retries: 0 }]);
});
