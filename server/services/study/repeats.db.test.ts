import { afterAll, beforeAll, expect, test } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import type { Study } from "@/lib/contract/study";
import { type Result, runLoops } from "../testing/noisy-loops";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { bestTrial } from "./best-trial";
import { readStudy } from "./read-study";
import { updateStudy } from "./update-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const ALL = { max: 3, rule: "all" } as const;

const exhaust = (study: Study, workers: number, resultOf: (trial: HandedOutTrial) => Result) =>
  runLoops({ driver, study, workers, resultOf });

const repeatOf = (trial: HandedOutTrial) => {
  if (trial.repeat === null) throw new Error("The trial knows no group.");
  return trial.repeat;
};

/** By group, the indexes that were handed out. */
function groupsOf(trials: readonly HandedOutTrial[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const trial of trials) {
    const { group, index } = repeatOf(trial);
    groups.set(group, [...(groups.get(group) ?? []), index].sort());
  }
  return groups;
}

const best = (study: Study) =>
  runService({ service: bestTrial, context: spaces.one.owner, input: { study_id: study.id } });

test("R12 the rule all evaluates each assignments as often as asked for and reaches the budget exactly", async () => {
  const study = await driver.createStudy({ repeats: ALL, limits: { max_trials: 9 } });
  const { trials, ends } = await exhaust(study, 1, ({ number }) => number);
  expect(trials.map(({ number }) => number).sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect([...groupsOf(trials).values()]).toEqual([
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ]);
  // One loop evaluates the repeats of one group after the other.
  expect(trials.map((trial) => repeatOf(trial).index)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  expect(ends).toMatchObject([{ code: "study_finished", extra: { reason: "budget" } }]);
});

test("the repeats of a block share a seed in all groups, other blocks have another, and the assignments are the group's", async () => {
  const study = await driver.createStudy({ repeats: ALL, limits: { max_trials: 6 } });
  const { trials } = await exhaust(study, 1, () => 1);
  const seeds = [0, 1, 2].map((block) => {
    return new Set(
      trials
        .map(repeatOf)
        .filter(({ index }) => index === block)
        .map(({ seed }) => seed),
    );
  });
  expect(seeds.map(({ size }) => size)).toEqual([1, 1, 1]);
  expect(new Set(seeds.flatMap((some) => [...some])).size).toBe(3);
  for (const [group] of groupsOf(trials)) {
    const assigned = trials.filter((trial) => repeatOf(trial).group === group).map(({ assignments }) => assignments);
    expect(new Set(assigned.map((one) => JSON.stringify(one))).size).toBe(1);
  }
});

test("R10 R12 a grid with repeats covers each cell as often as asked for with eight workers, and then is used up", async () => {
  const search_space = { a: { type: "categorical", choices: ["x", "y"] }, b: { type: "bool" } } as const;
  const study = await driver.createStudy({
    search_space,
    sampler: { name: "grid" },
    repeats: ALL,
    limits: { max_trials: 50 },
  });
  const { trials, ends } = await exhaust(study, 8, ({ number }) => number);
  expect([...groupsOf(trials).values()]).toEqual([
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ]);
  expect(new Set(trials.map(({ assignments }) => JSON.stringify(assignments))).size).toBe(4);
  for (const end of ends) expect(end).toMatchObject({ code: "study_finished", extra: { reason: "grid_exhausted" } });
});

test("R15 one failed repeat does not fail its group, and the incumbent has the best mean of those repeated most", async () => {
  const study = await driver.createStudy({ repeats: ALL, limits: { max_trials: 7 } });
  const values: Readonly<Record<number, readonly (number | "failed")[]>> = {
    0: [5, 6, 7],
    1: [3, "failed", 4],
    2: [1],
  };
  const order: string[] = [];
  const { trials } = await exhaust(study, 1, (trial) => {
    const { group, index } = repeatOf(trial);
    if (!order.includes(group)) order.push(group);
    return values[order.indexOf(group)]?.[index] ?? "failed";
  });
  expect(trials).toHaveLength(7);
  const { trial, group } = await best(study);
  expect(group).toMatchObject({ id: order[1], mean: 3.5, n: 2, ended: 3 });
  expect(group?.std_error).toBeCloseTo(0.5);
  expect(trial?.id).toBe(order[1]);
});

test("repeats are taken with a change as they are, and others are refused at the field that differs", async () => {
  const study = await driver.createStudy({ repeats: { max: 5, rule: "race" } });
  const update = (repeats: Study["repeats"]) =>
    runService({ service: updateStudy, context: spaces.one.owner, input: { study_id: study.id, repeats } });
  expect(await update({ max: 5, rule: "race" })).toMatchObject({ repeats: study.repeats });
  expect(await update(study.repeats)).toMatchObject({ repeats: study.repeats });
  for (const [repeats, pointer] of [
    [{ max: 6, rule: "race" }, "/repeats/max"],
    [{ max: 5, rule: "all" }, "/repeats/rule"],
    [{ max: 5, rule: "race", min: 2 }, "/repeats/min"],
    [null, "/repeats"],
  ] as const) {
    await expect(update(repeats)).rejects.toMatchObject({
      code: "state_conflict",
      message: expect.stringContaining("Clone the study"),
      errors: [{ pointer, code: "repeats_changed" }],
    });
  }
});

test("R34 whoever waits in a race gets a repeat or new assignments, and the budget is reached", async () => {
  const study = await driver.createStudy({
    repeats: { max: 5, rule: "race", error_rate: 0.3 },
    limits: { max_trials: 40 },
  });
  const started = Date.now();
  const { trials, ends } = await exhaust(
    study,
    8,
    ({ assignments, number }) => Number(assignments.x) + Math.sin(number) / 50,
  );
  expect(Date.now() - started).toBeLessThan(60_000);
  for (const end of ends) expect(end).toMatchObject({ code: "study_finished", extra: { reason: "budget" } });
  const { budget_used, trial_counts } = await runService({
    service: readStudy,
    context: spaces.one.owner,
    input: { study_id: study.id },
  });
  expect(budget_used).toBe(40);
  expect(trials.length + trial_counts.cancelled).toBe(40);
  const sizes = [...groupsOf(trials).values()].map((indexes) => indexes.length);
  expect(Math.max(...sizes)).toBeGreaterThan(1);
  expect(Math.min(...sizes)).toBe(1);
});

test("R34 a repeat that waits with a checkpoint keeps nobody waiting who cannot resume", async () => {
  const study = await driver.createStudy({ repeats: ALL, limits: { max_trials: 9 } });
  await driver.tell(await driver.askOne(study));
  const repeat = await driver.askOne(study);
  expect(repeatOf(repeat).index).toBe(1);
  await driver.measure(repeat, { 1: { loss: 1 } }, { step: 1, uri: "file:///one", sha256: "ab".repeat(32) });
  await driver.release(repeat);
  for (let asked = 0; asked < 7; asked += 1) {
    const trial = await driver.askOne(study, { can_resume: false });
    expect(trial.id).not.toBe(repeat.id);
    await driver.tell(trial);
  }
  expect(await driver.askOne(study)).toMatchObject({ id: repeat.id, attempt: 2 });
});
