import { afterAll, beforeAll, expect, test } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import { pauseStudy } from "../study/pause-study";
import { stopStudy } from "../study/stop-study";
import { type LeaseClock, leaseClock } from "../testing/lease-clock";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { readTrial } from "./read-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
let clock: LeaseClock;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  clock = leaseClock(spaces);
});
afterAll(() => spaces.close());

const read = ({ id }: { id: string }) =>
  runService({ service: readTrial, context: spaces.one.owner, input: { trial_id: id } });

test("R1 a result told after expiry, before anybody else was given the trial, is kept and the trial stays out of the queue", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  await clock.expireAndReap(trial.id);
  expect(await driver.tell(trial, { values: { loss: 0.25 } })).toMatchObject({ state: "completed", replayed: false });
  expect(await driver.tell(trial, { values: { loss: 0.25 } })).toMatchObject({ replayed: true });
  expect((await driver.askOne(study)).id).not.toBe(trial.id);
});

test("a late result is taken while the study is paused", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  await runService({ service: pauseStudy, context: spaces.one.owner, input: { study_id: study.id } });
  await clock.expireAndReap(trial.id);
  expect(await driver.tell(trial)).toMatchObject({ state: "completed" });
});

test("R11 a result told after the last retry expired is refused with what stands: the trial has failed", async () => {
  const study = await driver.createStudy({ limits: { max_retries: 0 } });
  const trial = await driver.askOne(study);
  await clock.expireAndReap(trial.id);
  await expect(driver.tell(trial)).rejects.toMatchObject({
    code: "already_told",
    extra: { stored: { state: "failed", state_reason: "lease_expired", values: {} } },
  });
});

test("after a stop a result is taken while the lease lives; with the lease ends the trial, cancelled and without a retry", async () => {
  const study = await driver.createStudy();
  const { trials } = await driver.ask(study, { count: 2 });
  const [late, gone] = trials;
  if (!late || !gone) throw new Error("two trials run");
  await runService({ service: stopStudy, context: spaces.one.owner, input: { study_id: study.id } });
  expect(await driver.tell(late, { values: { loss: 0.5 } })).toMatchObject({ state: "cancelled" });
  await clock.expireAndReap(gone.id);
  expect(await read(gone)).toMatchObject({ state: "cancelled", state_reason: "study_stopped" });
  await expect(driver.tell(gone)).rejects.toMatchObject({ code: "already_told" });
});

test("R6 when results, reapers and other askers race for expired trials, each trial has one holder and one result", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 24 } });
  const { trials } = await driver.ask(study, { count: 24 });
  await clock.letExpire(...trials.map(({ id }) => id));
  const told: HandedOutTrial[] = [];
  const lost: HandedOutTrial[] = [];
  const again: HandedOutTrial[] = [];
  const late = trials.map(async (trial) => {
    await driver.tell(trial, { values: { loss: 1 } }).then(
      () => told.push(trial),
      (error: unknown) => {
        expect(error).toMatchObject({ code: "lease_lost" });
        lost.push(trial);
      },
    );
  });
  const askers = Array.from({ length: 6 }, async () => {
    await clock.reap();
    const answer = await driver.ask(study, { count: 3, wait_seconds: 0 }).catch(() => ({ trials: [] }));
    again.push(...answer.trials);
  });
  await Promise.all([...late, ...askers]);
  expect(told.length + lost.length).toBe(24);
  expect(again.map(({ id }) => id).sort()).toEqual(lost.map(({ id }) => id).sort());
  for (const trial of again) await driver.tell(trial, { values: { loss: 2 } });
  for (const [group, loss] of [
    [told, 1],
    [lost, 2],
  ] as const) {
    for (const trial of group)
      expect(await read(trial)).toMatchObject({ state: "completed", values: { loss: { value: loss } } });
  }
});
