import { afterAll, beforeAll, expect, test } from "vitest";
import { toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "./enqueue-trials";
import { retryTrial } from "./retry-trial";
import { stopTrial } from "./stop-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const stop = (id: string) => runService({ service: stopTrial, context: spaces.one.owner, input: { trial_id: id } });
const retry = (id: string) => runService({ service: retryTrial, context: spaces.one.owner, input: { trial_id: id } });

test("R16 a running trial hears the stop by its next reply, again and again, and its tell ends it as cancelled", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  expect((await stop(trial.id)).state).toBe("running");
  await stop(trial.id);
  const verdict = await driver.measure(trial, { 1: { loss: 1 } });
  expect(verdict).toMatchObject({ verdict: "stop", reason: { rule: "trial_stopped" } });
  expect((await driver.tell(trial)).state).toBe("cancelled");
  expect((await stop(trial.id)).state).toBe("cancelled");
});

test("R16 a queued trial that was stopped is not handed out, and listeners are told", async () => {
  const study = await driver.createStudy();
  const { trials } = await runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: [{ assignments: { x: 0.25, k: 7 } }] },
  });
  const id = trials[0]?.id ?? "";
  expect(await stop(id)).toMatchObject({ state: "cancelled", state_reason: "trial_stopped" });
  expect((await driver.askOne(study)).id).not.toBe(id);
  const { rows } = await spaces.admin.query("select topic from outbox where subject_id = $1", [toUuid(id)]);
  expect(rows).toEqual([{ topic: "trial.cancelled" }]);
});

test("a trial that ended by itself cannot be stopped any more", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  await driver.tell(trial);
  await expect(stop(trial.id)).rejects.toMatchObject({ code: "state_conflict", extra: { state: "completed" } });
});

test("a failed trial is tried again as a trial of its own, within the budget; one that has not ended is not", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 2 } });
  const failed = await driver.askOne(study);
  await expect(retry(failed.id)).rejects.toMatchObject({ code: "state_conflict" });
  await driver.tell(failed, { state: "failed", values: {} });
  const again = await retry(failed.id);
  expect(again).toMatchObject({ state: "queued", assignments: failed.assignments, number: failed.number + 1 });
  expect(await driver.askOne(study)).toMatchObject({ id: again.id, assignments: failed.assignments });
  await expect(retry(failed.id)).rejects.toMatchObject({ code: "state_conflict", extra: { left: 0 } });
});
