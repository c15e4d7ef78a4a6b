import { afterAll, beforeAll, expect, test } from "vitest";
import type { Assignments } from "@/lib/contract/search-space";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const CONDITIONAL = {
  optimizer: { type: "categorical", choices: ["sgd", "adam"] },
  momentum: { type: "float", low: 0, high: 0.99, when: { optimizer: "sgd" } },
} as const;

test.each(["random", "quasi-random", "grid"])(
  "fixed values are kept and the rest is filled in, by %s or in its place, differently for each of 12 asks at the same time",
  async (sampler) => {
    const study = await driver.createStudy({ sampler: { name: sampler }, limits: { max_trials: 12 } });
    const trials = await Promise.all(Array.from({ length: 12 }, () => driver.askOne(study, { fixed: { k: 3 } })));
    for (const { assignments, origin } of trials) {
      expect(assignments.k).toBe(3);
      expect(origin).toMatchObject({ sampler: sampler === "grid" ? "random" : sampler, fixed: ["k"] });
    }
    expect(new Set(trials.map(({ assignments }) => assignments.x)).size).toBe(12);
    expect(trials.map(({ number }) => number).sort((a, b) => a - b)).toEqual(trials.map((_, index) => index));
  },
);

test("the same fixed values in the same place of the same study are filled in the same way", async () => {
  const [one, two] = [await driver.createStudy(), await driver.createStudy()];
  for (const study of [one, two]) await driver.askOne(study);
  const [first, second] = [
    await driver.askOne(one, { fixed: { k: 3 } }),
    await driver.askOne(two, { fixed: { k: 3 } }),
  ];
  expect(second.assignments).toEqual(first.assignments);
});

test("a whole assignment may be fixed again and again: each is a trial of its own, within the budget", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 2 } });
  const fixed = { x: 0.5, k: 3 };
  const trials = [await driver.askOne(study, { fixed }), await driver.askOne(study, { fixed })];
  expect(trials.map(({ assignments }) => assignments)).toEqual([fixed, fixed]);
  expect(new Set(trials.map(({ id }) => id)).size).toBe(2);
  expect(await driver.ask(study, { fixed, wait_seconds: 0 })).toMatchObject({ trials: [], reason: "draining" });
  for (const trial of trials) await driver.tell(trial);
  await expect(driver.ask(study, { fixed })).rejects.toMatchObject({ code: "study_finished" });
});

test("R12 asks with fixed values that wait for a parallel slot use up no budget", async () => {
  const study = await driver.createStudy({ limits: { max_parallel: 1, max_trials: 10 } });
  const running = await driver.askOne(study);
  const waiting = Array.from({ length: 4 }, () => driver.ask(study, { fixed: { k: 3 }, wait_seconds: 1 }));
  for (const answer of await Promise.all(waiting)) {
    expect(answer).toMatchObject({ trials: [], reason: "parallel_cap" });
  }
  await driver.tell(running);
  expect((await driver.askOne(study, { fixed: { k: 3 } })).number).toBe(1);
});

test("fixed values that do not fit are refused by name, and nothing is handed out", async () => {
  const study = await driver.createStudy();
  await expect(driver.ask(study, { fixed: { k: 0 } })).rejects.toMatchObject({
    code: "invalid_assignments",
    errors: [expect.objectContaining({ pointer: "/fixed/k" })],
  });
  await expect(driver.ask(study, { fixed: { unknown: 1 } })).rejects.toMatchObject({
    errors: [expect.objectContaining({ pointer: "/fixed/unknown" })],
  });
  expect((await driver.askOne(study)).number).toBe(0);
});

test("a fixed value whose parameter may not exist is refused until what it depends on is fixed as well", async () => {
  const study = await driver.createStudy({ search_space: CONDITIONAL });
  const refused: Assignments[] = [{ momentum: 0.5 }, { momentum: 0.5, optimizer: "adam" }];
  for (const fixed of refused) {
    await expect(driver.ask(study, { fixed })).rejects.toMatchObject({
      code: "invalid_assignments",
      errors: [expect.objectContaining({ pointer: "/fixed/momentum", code: "inactive_parameter" })],
    });
  }
  const fixed = { momentum: 0.5, optimizer: "sgd" };
  expect((await driver.askOne(study, { fixed })).assignments).toEqual(fixed);
});

test("what the fixed values make inactive is absent", async () => {
  const study = await driver.createStudy({ search_space: CONDITIONAL });
  const adam = await driver.askOne(study, { fixed: { optimizer: "adam" } });
  expect(Object.keys(adam.assignments)).toEqual(["optimizer"]);
  const sgd = await driver.askOne(study, { fixed: { optimizer: "sgd" } });
  expect(Object.keys(sgd.assignments).sort()).toEqual(["momentum", "optimizer"]);
});
