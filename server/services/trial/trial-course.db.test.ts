import { afterAll, beforeAll, expect, test } from "vitest";
import { readSeries } from "../study/read-series";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { findTrial } from "./find-trial";
import { readTrial } from "./read-trial";
import { retryTrial } from "./retry-trial";
import { stopTrial } from "./stop-trial";
import { askMany, checkpoint, epochs } from "./testing/scheduled-trials";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const read = (id: string) => runService({ service: readTrial, context: spaces.one.owner, input: { trial_id: id } });

test("a trial says which rungs it came to, what was decided there and why, its promotion and its checkpoints", async () => {
  const study = await driver.createStudy({ scheduler: { name: "asha", resource: epochs(1, 9) } });
  const trials = await askMany(driver, study, 3);
  const [first, second, third] = trials;
  if (first === undefined || second === undefined || third === undefined) throw new Error("no trials");
  await driver.measure(first, { 1: { loss: 0.1 } }, checkpoint(1));
  const waiting = await read(first.id);
  expect(waiting).toMatchObject({
    state: "running",
    verdict: { verdict: "pause", reason: { rule: "asha", by: "scheduler" } },
    target: 1,
    rungs: [{ bracket: 0, rung: 0, resource: 1, step: 1, decision: "pause", promotion: null }],
    checkpoints: [{ attempt: 1, ...checkpoint(1) }],
  });
  expect(waiting.rungs[0]?.why).toContain("resource 1");
  expect(Date.parse(waiting.lease_until ?? "")).toBeGreaterThan(Date.now());
  await driver.release(first);
  expect((await read(first.id)).lease_until).toBeNull();
  for (const trial of [second, third]) {
    await driver.measure(trial, { 1: { loss: 0.5 + trial.number } });
    await driver.release(trial);
  }
  const again = await driver.askOne(study);
  expect(again.id).toBe(first.id);
  const promoted = await read(first.id);
  expect(promoted.rungs[0]?.promotion).toMatchObject({ target: 3, from_step: 1 });
  expect(promoted).toMatchObject({ target: 3, attempts: [{ end_reason: "released" }, { end_reason: null }] });
});

test("a trial that was stopped says so before its worker hears it, as do the columns of its study; a retry names the first", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  const input = { trial_id: trial.id };
  const stopping = async () =>
    (await runService({ service: readSeries, context: spaces.one.owner, input: { study_id: study.id } })).stopping;
  expect(await stopping()).toEqual([]);
  await runService({ service: stopTrial, context: spaces.one.owner, input });
  expect(await read(trial.id)).toMatchObject({
    state: "running",
    verdict: { verdict: "stop", reason: { rule: "trial_stopped", by: "person" } },
    lineage: { retry_of: null, parent: null, donor: null, from_step: null },
  });
  expect(await stopping()).toEqual([trial.number]);
  await driver.tell(trial);
  expect(await stopping()).toEqual([]);
  const retried = await runService({ service: retryTrial, context: spaces.one.owner, input });
  const found = await runService({
    service: findTrial,
    context: spaces.one.owner,
    input: { study_id: study.id, number: retried.number },
  });
  expect(found.lineage.retry_of).toBe(trial.number);
});
