import { afterAll, beforeAll, expect, test } from "vitest";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { tenantChecksums } from "../testing/tenant-rows";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { readTrial } from "./read-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const rows = () => tenantChecksums(spaces.admin, spaces.one.workspaceId);

test("R4 telling the same result again is answered as before and changes nothing", async () => {
  const trial = await driver.askOne(await driver.createStudy());
  const first = await driver.tell(trial, { values: { loss: 0.5, time: "Infinity" }, cost: 3 });
  expect(first).toMatchObject({ state: "completed", replayed: false });
  const before = await rows();
  expect(await driver.tell(trial, { values: { time: "Infinity", loss: 0.5 }, cost: 3 })).toEqual({
    ...first,
    replayed: true,
  });
  expect(await rows()).toEqual(before);
});

test("R4 telling another result is refused with the stored one and changes nothing", async () => {
  const trial = await driver.askOne(await driver.createStudy());
  await driver.tell(trial, { values: { loss: 0.5 } });
  const before = await rows();
  const others: Parameters<StudyDriver["tell"]>[1][] = [
    { values: { loss: 0.6 } },
    { state: "failed", values: {} },
    { values: { loss: 0.5 }, cost: 1 },
  ];
  for (const other of others) {
    await expect(driver.tell(trial, other)).rejects.toMatchObject({
      code: "already_told",
      extra: { stored: { state: "completed", values: { loss: { value: 0.5 } } } },
    });
  }
  expect(await rows()).toEqual(before);
});

test("R4 32 tells at the same time: one result is stored, equal ones are replayed, others refused", async () => {
  const trial = await driver.askOne(await driver.createStudy());
  const outcomes = await Promise.allSettled(
    Array.from({ length: 32 }, (_, index) => driver.tell(trial, { values: { loss: index % 2 } })),
  );
  const told = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  expect(told.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(told).toHaveLength(16);
  expect(new Set(told.map(({ values }) => values.loss?.value)).size).toBe(1);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "already_told" });
  }
});

test("a completed trial needs every objective; the refusal names what is missing and changes nothing", async () => {
  const study = await driver.createStudy({ outcome_constraints: [{ metric: "memory", lte: 10 }] });
  const trial = await driver.askOne(study);
  const before = await rows();
  await expect(driver.tell(trial, { values: { other: 1 } })).rejects.toMatchObject({
    code: "invalid_observation",
    errors: [{ pointer: "/values/loss" }, { pointer: "/values/memory" }],
  });
  expect(await rows()).toEqual(before);
  expect(await driver.tell(trial, { state: "failed", values: {}, reason: "out of memory" })).toMatchObject({
    state: "failed",
  });
});

test("a violated outcome constraint leaves the trial completed and not feasible; NaN satisfies nothing", async () => {
  const study = await driver.createStudy({
    outcome_constraints: [
      { metric: "memory", lte: 10 },
      { metric: "recall", gte: 0.5 },
    ],
  });
  const told = async (memory: number | "NaN", recall: number) => {
    const trial = await driver.askOne(study);
    await driver.tell(trial, { values: { loss: 1, memory, recall } });
    const { output } = await readTrial.run(spaces.one.owner, { trial_id: trial.id });
    return [output.state, output.feasible];
  };
  expect(await told(10, 0.5)).toEqual(["completed", true]);
  expect(await told(10.5, 0.5)).toEqual(["completed", false]);
  expect(await told(10, 0.25)).toEqual(["completed", false]);
  expect(await told("NaN", 0.5)).toEqual(["completed", false]);
});

test("from_measurements takes the last or the best measured value of what is missing, and never replaces what is told", async () => {
  const study = await driver.createStudy({ outcome_constraints: [{ metric: "memory", lte: 10 }] });
  const steps = {
    1: { loss: 0.5, memory: 4 },
    2: { loss: 0.25, memory: 5 },
    3: { loss: "NaN" as const },
    4: { loss: 0.75 },
  };
  const told = async (from: "last" | "best", values: Record<string, number>) => {
    const trial = await driver.askOne(study);
    await driver.measure(trial, steps);
    const result = await driver.tell(trial, { values, from_measurements: from });
    return [result.values.loss?.value, result.values.memory?.value];
  };
  expect(await told("last", {})).toEqual([0.75, 5]);
  // All as they were at the best step, not each at its own best.
  expect(await told("best", {})).toEqual([0.25, 5]);
  expect(await told("best", { loss: 9 })).toEqual([9, expect.any(Number)]);
  const unmeasured = await driver.askOne(study);
  await expect(driver.tell(unmeasured, { values: {}, from_measurements: "last" })).rejects.toMatchObject({
    code: "invalid_observation",
  });
});

test("a metric that is both an objective and constrained is taken from the measurements once", async () => {
  const study = await driver.createStudy({ outcome_constraints: [{ metric: "loss", lte: 10 }] });
  const trial = await driver.askOne(study);
  await driver.measure(trial, { 1: { loss: 0.5 }, 2: { loss: 0.75 } });
  expect(await driver.tell(trial, { values: {}, from_measurements: "best" })).toMatchObject({
    values: { loss: { value: 0.5, std_error: null, n: null } },
  });
});
