import { afterAll, beforeAll, expect, test } from "vitest";
import { toUuid } from "@/server/kernel/ids";
import { type LeaseClock, leaseClock } from "../testing/lease-clock";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { ASHA, checkpoint, HALVING } from "./testing/scheduled-trials";

let spaces: TestWorkspaces;
let driver: StudyDriver;
let clock: LeaseClock;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  clock = leaseClock(spaces);
});
afterAll(() => spaces.close());

const CANNOT = { can_resume: false } as const;

test("who cannot resume is never handed a trial that has a checkpoint, however it came back; others are", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 2 } });
  const [released, expired] = [await driver.askOne(study), await driver.askOne(study, CANNOT)];
  await driver.release(released, checkpoint(3));
  await driver.measure(expired, { 2: { loss: 1 } }, checkpoint(2));
  await clock.expireAndReap(expired.id);
  const nothing = { trials: [], reason: "resume_waiting" };
  expect(await driver.ask(study, { ...CANNOT, wait_seconds: 0 })).toMatchObject(nothing);
  const again = await driver.ask(study, { count: 2 });
  expect(again.trials.map(({ id, attempt, checkpoint }) => [id, attempt, checkpoint?.step])).toEqual([
    [released.id, 2, 3],
    [expired.id, 2, 2],
  ]);
  const { rows } = await spaces.admin.query(
    "select can_resume, from_step from attempt where trial_id = any ($1) order by number, trial_id",
    [[released.id, expired.id].map(toUuid)],
  );
  expect(rows).toEqual([
    { can_resume: true, from_step: 0 },
    { can_resume: false, from_step: 0 },
    { can_resume: true, from_step: 3 },
    { can_resume: true, from_step: 2 },
  ]);
});

test("who cannot resume hears that one is needed who can only where a trial with a checkpoint waits", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 1 } });
  const trial = await driver.askOne(study);
  const reason = async () => (await driver.ask(study, { ...CANNOT, wait_seconds: 0 })).reason;
  expect(await reason()).toBe("draining");
  await driver.release(trial, checkpoint(3));
  expect(await reason()).toBe("resume_waiting");
  const again = await driver.askOne(study);
  expect(await reason()).toBe("draining");
  await driver.tell(again);
  await expect(reason()).rejects.toMatchObject({ code: "study_finished" });
});

test("a trial without a checkpoint begins anew, so anybody may be handed it again", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 1 } });
  const trial = await driver.askOne(study);
  await driver.release(trial);
  expect(await driver.askOne(study, CANNOT)).toMatchObject({ id: trial.id, attempt: 2, checkpoint: null });
});

test("a worker's own trial is not handed to it again once it has a checkpoint that it cannot go on from", async () => {
  const study = await driver.createStudy();
  const loop = { worker_id: "loop", ...CANNOT };
  const trial = await driver.askOne(study, loop);
  expect(await driver.askOne(study, loop)).toMatchObject({ id: trial.id, attempt: 2 });
  await driver.measure({ ...trial, attempt: 2 }, { 1: { loss: 1 } }, checkpoint(1));
  expect((await driver.askOne(study, loop)).id).not.toBe(trial.id);
});

test("who would be told to pause and cannot resume is told to stop; its trial is pruned and never promoted, its result stands", async () => {
  const study = await driver.createStudy({ scheduler: ASHA });
  const [first, second] = [await driver.askOne(study, CANNOT), await driver.askOne(study)];
  const verdict = await driver.measure(first, { 1: { loss: 1 } }, checkpoint(1));
  expect(verdict).toMatchObject({ verdict: "stop", reason: { rule: "asha" } });
  expect(verdict.reason?.why).toMatch(/Its worker cannot resume\.$/);
  expect(await driver.measure(second, { 1: { loss: 2 } })).toMatchObject({ verdict: "pause" });
  expect(await driver.tell(first, { values: { loss: 1 } })).toMatchObject({ state: "pruned", replayed: false });
  expect(await driver.tell(first, { values: { loss: 1 } })).toMatchObject({ state: "pruned", replayed: true });
  await driver.release(second);
  for (let index = 0; index < 4; index += 1) {
    const trial = await driver.askOne(study);
    if (trial.attempt === 1) await driver.tell(trial, { values: { loss: 10 + trial.number } });
  }
  const { rows } = await spaces.admin.query(
    `select t.number, t.state, r.decision, exists (select from promotion p where p.trial_id = t.id) as promoted
       from trial t join rung_result r on r.trial_id = t.id where t.study_id = $1 and t.number = 0`,
    [toUuid(study.id)],
  );
  expect(rows).toEqual([{ number: 0, state: "pruned", decision: "pause", promoted: false }]);
});

test("told at its rung without a word before, such a trial ends as well, with the scheduler as its reason", async () => {
  const study = await driver.createStudy({ scheduler: HALVING });
  const trial = await driver.askOne(study, CANNOT);
  expect((await driver.tell(trial, { values: { loss: 3 } })).state).toBe("pruned");
  const other = await driver.askOne(study);
  expect((await driver.tell(other, { values: { loss: 4 } })).state).toBe("paused");
  const { rows } = await spaces.admin.query(
    "select state_reason, value from trial t join observation_value v on v.trial_id = t.id where t.id = $1",
    [toUuid(trial.id)],
  );
  expect(rows).toEqual([{ state_reason: "successive-halving", value: 3 }]);
});

test("a trial that is among the best goes on at once whoever trains it", async () => {
  const study = await driver.createStudy({ scheduler: { ...ASHA, eta: 2 } });
  for (const loss of [5, 6, 7]) await driver.tell(await driver.askOne(study, CANNOT), { values: { loss } });
  const best = await driver.askOne(study, CANNOT);
  expect(await driver.measure(best, { 1: { loss: 1 } })).toMatchObject({ verdict: "continue", target: 2 });
});

test("for who cannot resume nobody is promoted: it is given a new trial while others wait at their rung", async () => {
  const study = await driver.createStudy({ scheduler: ASHA, limits: { max_trials: 5 } });
  for (const loss of [1, 2, 3]) {
    const trial = await driver.askOne(study);
    await driver.measure(trial, { 1: { loss } }, checkpoint(1));
    await driver.release(trial);
  }
  expect(await driver.askOne(study, CANNOT)).toMatchObject({ number: 3, attempt: 1 });
  expect(await driver.askOne(study)).toMatchObject({ number: 0, attempt: 2, checkpoint: { step: 1 } });
});
