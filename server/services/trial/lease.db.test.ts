import { afterAll, beforeAll, expect, test } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import { type LeaseClock, leaseClock } from "../testing/lease-clock";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { tenantChecksums } from "../testing/tenant-rows";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { heartbeatTrial } from "./heartbeat-trial";
import { readTrial } from "./read-trial";
import { releaseTrial } from "./release-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
let clock: LeaseClock;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  clock = leaseClock(spaces);
});
afterAll(() => spaces.close());

const read = (id: string) => runService({ service: readTrial, context: spaces.one.owner, input: { trial_id: id } });
const beat = ({ id, attempt }: Pick<HandedOutTrial, "id" | "attempt">) =>
  runService({ service: heartbeatTrial, context: spaces.one.owner, input: { trial_id: id, attempt } });
const release = ({ id, attempt }: Pick<HandedOutTrial, "id" | "attempt">) =>
  runService({ service: releaseTrial, context: spaces.one.owner, input: { trial_id: id, attempt } });

test("R8 a trial whose lease expired is handed out again, before anything new, under the next attempt and one retry", async () => {
  const study = await driver.createStudy();
  const first = await driver.askOne(study);
  await clock.expireAndReap(first.id);
  expect(await read(first.id)).toMatchObject({ state: "queued", worker_id: null });
  const again = await driver.askOne(study);
  expect(again).toMatchObject({ id: first.id, number: first.number, attempt: 2, assignments: first.assignments });
  const { attempts } = await read(first.id);
  expect(attempts.map(({ number, end_reason }) => [number, end_reason])).toEqual([
    [1, "lease_expired"],
    [2, null],
  ]);
});

test("R8 after the last retry an expired lease makes the trial failed, with the reason", async () => {
  const study = await driver.createStudy({ limits: { max_retries: 1 } });
  const { id } = await driver.askOne(study);
  await clock.expireAndReap(id);
  expect(await driver.askOne(study)).toMatchObject({ id, attempt: 2 });
  await clock.expireAndReap(id);
  expect(await read(id)).toMatchObject({ state: "failed", state_reason: "lease_expired" });
});

test("R7 what an old attempt sends changes nothing and is told that its lease is lost", async () => {
  const study = await driver.createStudy();
  const old = await driver.askOne(study);
  await clock.expireAndReap(old.id);
  await driver.askOne(study);
  const before = await tenantChecksums(spaces.admin, spaces.one.workspaceId);
  for (const stale of [
    () => driver.tell(old),
    () => driver.measure(old, { 1: { loss: 1 } }),
    () => beat(old),
    () => release(old),
  ]) {
    await expect(stale()).rejects.toMatchObject({ code: "lease_lost", status: 409 });
  }
  expect(await tenantChecksums(spaces.admin, spaces.one.workspaceId)).toEqual(before);
});

test("R9 a measurement and a heartbeat prolong the lease to no less than what they promise, also one that ran out unnoticed; a lost one is not revived", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study, { lease_seconds: 90 });
  for (const prolong of [() => beat(trial), () => driver.measure(trial, { 1: { loss: 1 } })]) {
    await clock.letExpire(trial.id); // nobody noticed yet: the worker is alive, and is not robbed
    expect(await prolong()).toMatchObject({ verdict: "continue", lease: { expires_in_s: 90 } });
    // The look comes a moment later than the promise.
    expect(await clock.secondsLeft(trial.id)).toBeGreaterThan(89);
    expect(await clock.secondsLeft(trial.id)).toBeLessThan(92);
  }
  await clock.expireAndReap(trial.id);
  await expect(beat(trial)).rejects.toMatchObject({ code: "lease_lost" });
});

test("a released trial is handed out again without a retry; releasing again is harmless", async () => {
  const study = await driver.createStudy({ limits: { max_retries: 0 } });
  const trial = await driver.askOne(study);
  expect(await release(trial)).toEqual({ trial_id: trial.id, state: "queued" });
  expect(await release(trial)).toEqual({ trial_id: trial.id, state: "queued" });
  expect(await driver.askOne(study)).toMatchObject({ id: trial.id, attempt: 2 });
  await expect(release(trial)).rejects.toMatchObject({ code: "lease_lost" });
});
