import { afterAll, beforeAll, expect, test } from "vitest";
import { finishStudies } from "@/server/jobs/finish-studies";
import { keepLeases } from "@/server/jobs/keep-leases";
import { newId, toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "../trial/enqueue-trials";
import { readStudy } from "./read-study";
import { updateStudy } from "./update-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const read = (id: string) => runService({ service: readStudy, context: spaces.one.owner, input: { study_id: id } });
const change = (id: string, limits: object) =>
  runService({ service: updateStudy, context: spaces.one.owner, input: { study_id: id, limits } });

test("a study finishes once a feasible trial has reached its target; what runs may finish first", async () => {
  const study = await driver.createStudy({
    objectives: [{ metric: "accuracy", direction: "maximize", target: 0.9 }],
    outcome_constraints: [{ metric: "memory", lte: 10 }],
  });
  const [one, two, three] = (await driver.ask(study, { count: 3 })).trials;
  if (!one || !two || !three) throw new Error("too few");
  await driver.tell(one, { values: { accuracy: 0.95, memory: 20 } });
  const four = await driver.askOne(study);
  await driver.tell(two, { values: { accuracy: 0.9, memory: 1 } });
  expect((await driver.ask(study, { wait_seconds: 0 })).reason).toBe("draining");
  for (const trial of [three, four]) await driver.tell(trial, { values: { accuracy: 0.1, memory: 1 } });
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "target" } });
});

test("of several objectives one trial must reach every target", async () => {
  const study = await driver.createStudy({
    objectives: [
      { metric: "loss", direction: "minimize", target: 1 },
      { metric: "size", direction: "minimize", target: 5 },
    ],
  });
  for (const values of [
    { loss: 1, size: 9 },
    { loss: 2, size: 5 },
  ])
    await driver.tell(await driver.askOne(study), { values });
  await driver.tell(await driver.askOne(study), { values: { loss: 0.5, size: 5 } });
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "target" } });
});

test("a study finishes after as many trials without a better one as it may have, and goes on when it may have more", async () => {
  const study = await driver.createStudy({ limits: { no_improvement_trials: 2 } });
  for (const loss of [3, 2, 2, 2.5]) await driver.tell(await driver.askOne(study), { values: { loss } });
  await expect(driver.ask(study)).rejects.toMatchObject({ extra: { reason: "stagnation" } });
  expect((await change(study.id, { no_improvement_trials: 3 })).state).toBe("active");
  await driver.tell(await driver.askOne(study), { values: { loss: 1 } });
  expect((await driver.askOne(study)).number).toBe(5);
});

test("R34 a cost limit finishes the study also when nobody asks any more, and what waited is announced as cancelled", async () => {
  const study = await driver.createStudy({ limits: { max_cost: 10 } });
  await driver.tell(await driver.askOne(study), { cost: 6 });
  await driver.tell(await driver.askOne(study), { cost: 4 });
  await runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: [{ assignments: { x: 0.5, k: 3 } }] },
  });
  await finishStudies.run();
  expect(await read(study.id)).toMatchObject({ state: "finished", state_reason: "cost" });
  const { rows } = await spaces.admin.query("select topic from outbox where body ->> 'study_id' = $1 order by topic", [
    toUuid(study.id),
  ]);
  expect(rows.map(({ topic }) => topic)).toEqual(["trial.cancelled", "trial.completed", "trial.completed"]);
});

test("a trial that has run for too long, over all its hand-outs, is told to stop by the next reply, and ends as pruned", async () => {
  const study = await driver.createStudy({ limits: { trial_timeout_s: 100 } });
  const [one, two] = (await driver.ask(study, { count: 2 })).trials;
  if (!one || !two) throw new Error("too few");
  await spaces.admin.query("update attempt set started_at = started_at - interval '101 seconds' where trial_id = $1", [
    toUuid(one.id),
  ]);
  await keepLeases(newId()).run();
  expect(await driver.measure(one, { 1: { loss: 1 } })).toMatchObject({
    verdict: "stop",
    reason: { rule: "trial_timeout" },
  });
  expect((await driver.measure(two, { 1: { loss: 1 } })).verdict).toBe("continue");
  expect((await driver.tell(one)).state).toBe("pruned");
});

test("no improvement is a limit of one objective", async () => {
  const objectives = [
    { metric: "loss", direction: "minimize" as const },
    { metric: "size", direction: "minimize" as const },
  ];
  await expect(driver.createStudy({ objectives, limits: { no_improvement_trials: 2 } })).rejects.toMatchObject({
    errors: [{ pointer: "/limits/no_improvement_trials" }],
  });
});
