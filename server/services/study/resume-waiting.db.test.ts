import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { checkpoint } from "../trial/testing/scheduled-trials";
import { readStudy } from "./read-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const CANNOT = { can_resume: false } as const;

const waiting = async (study: Study) =>
  (await runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } })).resume_waiting;
const sendAway = (study: Study) => driver.ask(study, { ...CANNOT, wait_seconds: 0 });
/** Hand-outs of the study ended, and its last ask was sent away, so much earlier. */
const letPass = async (study: Study, minutes: number) => {
  const values = [toUuid(study.id), minutes];
  const earlier = (column: string) => `${column} = ${column} - make_interval(mins => $2::int)`;
  await spaces.admin.query(`update attempt set ${earlier("ended_at")} where study_id = $1`, values);
  await spaces.admin.query(`update study set ${earlier("unresumed_ask_at")} where id = $1`, values);
};
const sentAwayAt = async (study: Study) =>
  (await spaces.admin.query("select unresumed_ask_at from study where id = $1", [toUuid(study.id)])).rows[0]
    ?.unresumed_ask_at;

/** A study of which one trial waits for two minutes with a checkpoint. */
async function studyWithCheckpoint(maxTrials: number): Promise<Study> {
  const study = await driver.createStudy({ limits: { max_trials: maxTrials } });
  await driver.release(await driver.askOne(study), checkpoint(3));
  await letPass(study, 2);
  return study;
}

test("a trial whose checkpoint waits is told of once somebody who cannot resume was sent away, and until somebody who can takes it", async () => {
  const study = await studyWithCheckpoint(1);
  expect(await waiting(study)).toBe(0);
  expect((await sendAway(study)).reason).toBe("resume_waiting");
  expect(await waiting(study)).toBe(1);
  await driver.askOne(study);
  expect(await waiting(study)).toBe(0);
});

test("nothing is told of once nobody has come for five minutes", async () => {
  const study = await studyWithCheckpoint(1);
  await sendAway(study);
  await letPass(study, 4);
  expect(await waiting(study)).toBe(1);
  await letPass(study, 2);
  expect(await waiting(study)).toBe(0);
});

test("nothing is told of while a trial has waited for less than a minute: its own worker may come back", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 1 } });
  await driver.release(await driver.askOne(study), checkpoint(3));
  await sendAway(study);
  expect(await waiting(study)).toBe(0);
});

test("it is told of while only workers that cannot resume train others, and not while one that can is among them", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 3 } });
  for (const trial of [await driver.askOne(study), await driver.askOne(study)])
    await driver.release(trial, checkpoint(3));
  await letPass(study, 2);
  await driver.askOne(study, CANNOT);
  expect(await waiting(study)).toBe(2);
  await driver.askOne(study);
  expect(await waiting(study)).toBe(0);
});

test("a trial that waits without a checkpoint, or in a paused study, is not told of", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 2 } });
  await driver.release(await driver.askOne(study));
  await letPass(study, 2);
  await driver.askOne(study, CANNOT);
  expect(await waiting(study)).toBe(0);
  const paused = await studyWithCheckpoint(1);
  await sendAway(paused);
  await spaces.admin.query("update study set state = 'paused' where id = $1", [toUuid(paused.id)]);
  expect(await waiting(paused)).toBe(0);
});

test("asks that are sent away write once a minute, and wait for nobody who holds the study", async () => {
  const study = await studyWithCheckpoint(1);
  await sendAway(study);
  const first = await sentAwayAt(study);
  await sendAway(study);
  expect(await sentAwayAt(study)).toEqual(first);
  await letPass(study, 2);
  const holder = await spaces.admin.connect();
  try {
    await holder.query("begin");
    await holder.query("select 1 from study where id = $1 for update", [toUuid(study.id)]);
    expect((await sendAway(study)).reason).toBe("resume_waiting");
  } finally {
    await holder.query("rollback");
    holder.release();
  }
  await sendAway(study);
  expect((await sentAwayAt(study)).getTime()).toBeGreaterThanOrEqual(first.getTime());
});
