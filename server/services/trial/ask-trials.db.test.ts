import { afterAll, beforeAll, expect, test } from "vitest";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "./enqueue-trials";
import { readTrial } from "./read-trial";
import { releaseTrial } from "./release-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const times = <Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

async function numbersOf(studyId: string): Promise<number[]> {
  const { rows } = await spaces.admin.query<{ number: number }>(
    "select number from trial where study_id = replace($1, 'std_', '')::uuid order by number",
    [studyId],
  );
  return rows.map((row) => row.number);
}

test("R3 32 asks at the same time with one key hand out one trial, the same to all", async () => {
  const study = await driver.createStudy();
  const answers = await times(32, () => driver.ask(study, { key: "only-once" }));
  expect(new Set(answers.map(({ trials }) => JSON.stringify(trials))).size).toBe(1);
  expect(answers[0]?.trials).toHaveLength(1);
  const { rows } = await spaces.admin.query(
    "select from trial where study_id = replace($1, 'std_', '')::uuid and attempt > 0",
    [study.id],
  );
  expect(rows).toHaveLength(1);
});

test("R3 the same key with another body is refused and hands nothing out", async () => {
  const study = await driver.createStudy();
  await driver.askOne(study, { key: "body" });
  await expect(driver.ask(study, { key: "body", count: 2 })).rejects.toMatchObject({
    code: "idempotency_mismatch",
    status: 422,
  });
  expect((await driver.askOne(study, { key: "another" })).number).toBe(1);
});

test("R3 an ask that handed nothing out is not remembered: the same key gets a trial later", async () => {
  const study = await driver.createStudy({ limits: { max_parallel: 1 } });
  const first = await driver.askOne(study);
  expect(await driver.ask(study, { key: "later", wait_seconds: 0 })).toMatchObject({
    trials: [],
    reason: "parallel_cap",
  });
  await driver.tell(first);
  expect((await driver.askOne(study, { key: "later" })).number).toBe(1);
});

test("R3 a key whose trial was handed out again since is told that its lease is lost", async () => {
  const study = await driver.createStudy();
  const { id, attempt } = await driver.askOne(study, { key: "stale" });
  await releaseTrial.run(spaces.one.owner, { trial_id: id, attempt });
  expect(await driver.askOne(study)).toMatchObject({ id, attempt: 2 });
  await expect(driver.ask(study, { key: "stale" })).rejects.toMatchObject({ code: "lease_lost" });
});

test("R12 R14 32 askers at the same time get exactly the budget of 200 trials, numbered without gaps, and then the end", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 200 } });
  const handedOut: { id: string; number: number }[] = [];
  const ends: unknown[] = [];
  await times(32, async () => {
    for (;;) {
      try {
        const { trials } = await driver.ask(study);
        for (const trial of trials) {
          handedOut.push(trial);
          await driver.tell(trial, { values: { loss: trial.number } });
        }
      } catch (error) {
        ends.push(error);
        return;
      }
    }
  });
  expect(ends).toHaveLength(32);
  for (const end of ends) expect(end).toMatchObject({ code: "study_finished", extra: { reason: "budget" } });
  const all = Array.from({ length: 200 }, (_, number) => number);
  expect(handedOut.map(({ number }) => number).sort((a, b) => a - b)).toEqual(all);
  expect(new Set(handedOut.map(({ id }) => id)).size).toBe(200);
  expect(await numbersOf(study.id)).toEqual(all);
});

test("R14 enqueued, fixed and engine-made trials made at the same time share one row of numbers within the budget", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 45 } });
  // In rounds, so that a busy machine answers all of them instead of refusing some for now.
  for (let round = 0; round < 3; round += 1) {
    await times(15, async (index) => {
      const k = round * 15 + index + 1;
      if (index % 3 === 0) return driver.ask(study, { fixed: { k } });
      if (index % 3 === 1) return driver.ask(study);
      const trials = [{ assignments: { x: 0.25, k } }];
      return enqueueTrials.run(spaces.one.owner, { study_id: study.id, trials });
    });
  }
  const numbers = await numbersOf(study.id);
  expect(numbers).toEqual(numbers.map((_, index) => index));
  expect(numbers.length).toBeLessThanOrEqual(45);
  expect(numbers.length).toBeGreaterThanOrEqual(30);
});

test("a worker's live trial is handed out again to the same worker_id, under the next attempt", async () => {
  const study = await driver.createStudy();
  const first = await driver.askOne(study, { worker_id: "loop-1" });
  const again = await driver.ask(study, { worker_id: "loop-1" });
  expect(again).toMatchObject({ redelivered: true, trials: [{ id: first.id, number: 0, attempt: 2 }] });
  await expect(driver.tell(first)).rejects.toMatchObject({ code: "lease_lost" });
  expect((await driver.ask(study, { worker_id: "loop-2" })).trials[0]?.id).not.toBe(first.id);
  expect((await driver.askOne(study, { worker_id: "loop-1", sticky: false })).id).not.toBe(first.id);
});

test("enqueued trials are handed out before the sampler's, released ones before both", async () => {
  const study = await driver.createStudy();
  const first = await driver.askOne(study);
  await enqueueTrials.run(spaces.one.owner, {
    study_id: study.id,
    trials: [{ assignments: { x: 0.125, k: 1 } }, { assignments: { x: 0.25, k: 2 }, metadata: { note: "mine" } }],
  });
  await releaseTrial.run(spaces.one.owner, { trial_id: first.id, attempt: 1 });
  const { trials } = await driver.ask(study, { count: 3 });
  expect(trials.map(({ assignments, attempt }) => [assignments.k, attempt])).toEqual([
    [first.assignments.k, 2],
    [1, 1],
    [2, 1],
  ]);
  expect(trials[2]?.metadata).toEqual({ note: "mine" });
});

test("who asks for more than what was enqueued gets that at once, and the sampler's with the next ask", async () => {
  const study = await driver.createStudy({ limits: { max_parallel: 3 } });
  const enqueue = (...ks: readonly number[]) => {
    const trials = ks.map((k) => ({ assignments: { x: 0.125, k } }));
    return enqueueTrials.run(spaces.one.owner, { study_id: study.id, trials });
  };
  const samplersOf = async (count: number): Promise<string[]> => {
    const { trials } = await driver.ask(study, { count });
    for (const trial of trials) await driver.tell(trial);
    return trials.map(({ origin }) => origin.sampler);
  };
  await enqueue(1, 2);
  expect(await samplersOf(4)).toEqual(["enqueue", "enqueue"]);
  expect(await samplersOf(4)).toEqual(["random", "random", "random"]);
  await enqueue(3, 4);
  expect(await samplersOf(1)).toEqual(["enqueue"]);
  expect(await samplersOf(1)).toEqual(["enqueue"]);
  expect(await samplersOf(1)).toEqual(["random"]);
});

const metadata = (prefix: string, size = 100): Record<string, string> =>
  Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${prefix}${index}`, "m".repeat(size)]));

test("a trial keeps all the metadata of its enqueue, its first ask and its tell, each as large as may be", async () => {
  const study = await driver.createStudy();
  const trials = [{ assignments: { x: 0.5, k: 1 }, metadata: metadata("enqueued", 1250) }];
  await enqueueTrials.run(spaces.one.owner, { study_id: study.id, trials });
  const trial = await driver.askOne(study, { metadata: metadata("asked", 1250) });
  expect(Object.keys(trial.metadata)).toHaveLength(200);
  await driver.tell(trial, { metadata: metadata("told", 1250) });
  const { output } = await readTrial.run(spaces.one.owner, { trial_id: trial.id });
  expect(output.metadata).toEqual({
    ...metadata("enqueued", 1250),
    ...metadata("asked", 1250),
    ...metadata("told", 1250),
  });
});

test("R32 S16 asks that give a trial ever other metadata leave it bounded, readable and able to be told", async () => {
  const study = await driver.createStudy();
  for (let round = 0; round < 5; round += 1) {
    const held = await driver.askOne(study, { metadata: metadata(`round ${round} `, 1000) });
    expect(Object.keys(held.metadata)).toHaveLength(round === 0 ? 100 : 200);
    await releaseTrial.run(spaces.one.owner, { trial_id: held.id, attempt: held.attempt });
  }
  const last = await driver.askOne(study);
  await driver.tell(last, { metadata: metadata("told") });
  const { output } = await readTrial.run(spaces.one.owner, { trial_id: last.id });
  expect(output.metadata).toEqual({
    ...metadata("round 0 ", 1000),
    ...metadata("round 1 ", 1000),
    ...metadata("told"),
  });
});
