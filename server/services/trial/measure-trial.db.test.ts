import { afterAll, beforeAll, expect, test } from "vitest";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { readTrial } from "./read-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

async function measured(id: string): Promise<unknown[]> {
  const { output } = await readTrial.run(spaces.one.owner, { trial_id: id });
  return output.measurements.map(({ attempt, step, metric, value }) => [attempt, step, metric, value]);
}

test("R5 the same measurements again change nothing, whatever their value", async () => {
  const trial = await driver.askOne(await driver.createStudy());
  const steps = { 1: { loss: 0.1, extra: "NaN" as const }, 2: { loss: "-Infinity" as const } };
  await driver.measure(trial, steps);
  const stored = await measured(trial.id);
  expect(stored).toHaveLength(3);
  await Promise.all(Array.from({ length: 8 }, () => driver.measure(trial, steps)));
  expect(await measured(trial.id)).toEqual(stored);
});

test("R5 another value for a stored step is refused with the stored one, and nothing of that request is stored", async () => {
  const trial = await driver.askOne(await driver.createStudy());
  await driver.measure(trial, { 2: { loss: 0.5 } });
  const stored = await measured(trial.id);
  for (const other of [0.25, "NaN" as const]) {
    await expect(driver.measure(trial, { 1: { loss: 1 }, 2: { loss: other }, 3: { loss: 3 } })).rejects.toMatchObject({
      code: "measurement_conflict",
      extra: { metric: "loss", step: 2, stored: 0.5 },
    });
  }
  expect(await measured(trial.id)).toEqual(stored);
});

test("R5 two writers of one step at the same time: one value is stored, the other refused", async () => {
  const trial = await driver.askOne(await driver.createStudy());
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map((loss) => driver.measure(trial, { 1: { loss } })));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await measured(trial.id)).toHaveLength(1);
});

test("R5 a new attempt measures the same steps anew", async () => {
  const study = await driver.createStudy();
  const first = await driver.askOne(study, { worker_id: "loop" });
  await driver.measure(first, { 1: { loss: 1 } });
  const second = await driver.askOne(study, { worker_id: "loop" });
  await driver.measure(second, { 1: { loss: 2 } });
  expect(await measured(first.id)).toEqual([
    [1, 1, "loss", 1],
    [2, 1, "loss", 2],
  ]);
});
