import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { finishStudies } from "@/server/jobs/finish-studies";
import { toUuid } from "@/server/kernel/ids";
import { leaseClock } from "../testing/lease-clock";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "../trial/enqueue-trials";
import { checkpoint, HALVING } from "../trial/testing/scheduled-trials";
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
const limit = (id: string, max_resource: number | null) =>
  runService({ service: updateStudy, context: spaces.one.owner, input: { study_id: id, limits: { max_resource } } });

const trainedIn = async (study: Study) => {
  const { rows } = await spaces.admin.query<{ trained: number }>(
    "select trained_steps(s) as trained from study s where id = $1",
    [toUuid(study.id)],
  );
  return rows[0]?.trained;
};

test("R12 nothing new is handed out once as many steps are trained as may be; what runs may finish, and raising it goes on", async () => {
  const study = await driver.createStudy({ limits: { max_resource: 10 } });
  const [one, two] = [await driver.askOne(study), await driver.askOne(study)];
  await driver.measure(one, { 1: { loss: 1 }, 4: { loss: 1, accuracy: 0.5 } });
  await driver.measure(two, { 5: { loss: 1 } });
  const three = await driver.askOne(study);
  expect(await trainedIn(study)).toBe(9);
  await driver.measure(three, { 1: { loss: 1 } });
  expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject({ trials: [], reason: "draining" });
  await driver.measure(two, { 20: { loss: 1 } });
  for (const trial of [one, two, three]) expect((await driver.tell(trial)).state).toBe("completed");
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "resource" } });
  expect(await read(study.id)).toMatchObject({ state: "finished", state_reason: "resource" });
  // Raised, but 4 + 20 + 1 are trained.
  await limit(study.id, 25);
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "resource" } });
  expect((await limit(study.id, 26)).state).toBe("active");
  expect((await driver.askOne(study)).number).toBe(3);
});

test("a hand-out counts from the checkpoint it began at; what was lost and is trained again counts again", async () => {
  const study = await driver.createStudy({ limits: { max_resource: 1000 } });
  const first = await driver.askOne(study);
  await driver.measure(first, { 27: { loss: 1 } }, checkpoint(20));
  await driver.release(first);
  expect(await trainedIn(study)).toBe(27);
  const second = await driver.askOne(study);
  expect(second).toMatchObject({ id: first.id, attempt: 2, checkpoint: { step: 20 } });
  await driver.measure(second, { 21: { loss: 1 } });
  expect(await trainedIn(study)).toBe(28);
  await driver.measure(second, { 50: { loss: 1 } });
  await driver.tell(second);
  expect(await trainedIn(study)).toBe(57);
});

test("R8 what a worker trained that died counts as well, and its trial comes back", async () => {
  const study = await driver.createStudy({ limits: { max_resource: 1000 } });
  const trial = await driver.askOne(study);
  await driver.measure(trial, { 7: { loss: 1 } });
  await leaseClock(spaces).expireAndReap(trial.id);
  expect(await trainedIn(study)).toBe(7);
  expect(await driver.askOne(study)).toMatchObject({ id: trial.id, attempt: 2 });
  // The jobs' role looks at the study while the trial runs.
  await finishStudies.run();
  expect(await read(study.id)).toMatchObject({ state: "active" });
});

test("a study that is given the limit later counts what it has trained before", async () => {
  const study = await driver.createStudy();
  const ended = await driver.askOne(study);
  await driver.measure(ended, { 6: { loss: 1 } });
  await driver.tell(ended);
  const running = await driver.askOne(study);
  await driver.measure(running, { 3: { loss: 1 } });
  expect(await trainedIn(study)).toBe(0);
  await limit(study.id, 9);
  expect(await trainedIn(study)).toBe(9);
  await driver.tell(running);
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "resource" } });
});

test("a study that is given the limit later counts resumed hand-outs from their checkpoints, also those that noted none", async () => {
  const resumed = async (): Promise<Study> => {
    const study = await driver.createStudy();
    const first = await driver.askOne(study);
    await driver.measure(first, { 27: { loss: 1 } }, checkpoint(20));
    await driver.release(first);
    const second = await driver.askOne(study);
    await driver.measure(second, { 50: { loss: 1 } }, checkpoint(50));
    await driver.release(second);
    await driver.measure(await driver.askOne(study), { 60: { loss: 1 } });
    return study;
  };
  const [now, before] = [await resumed(), await resumed()];
  // As the release before hand-outs noted what they began from left them.
  await spaces.admin.query("update attempt set from_step = 0 where study_id = $1", [toUuid(before.id)]);
  for (const study of [now, before]) {
    await limit(study.id, 1000);
    expect(await trainedIn(study)).toBe(27 + 30 + 10);
  }
});

test("rungs count what each promotion trains, and imported curves count nothing", async () => {
  const study = await driver.createStudy({ scheduler: HALVING, limits: { max_resource: 9 } });
  await runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: {
      study_id: study.id,
      trials: [
        {
          assignments: { x: 0.5, k: 1 },
          state: "completed",
          values: { loss: 1 },
          measurements: [{ step: 500, values: { loss: 1 } }],
        },
      ],
    },
  });
  for (let index = 0; index < 8; index += 1) {
    const trial = await driver.askOne(study);
    await driver.tell(trial, { values: { loss: trial.number } });
  }
  expect(await trainedIn(study)).toBe(8);
  const last = await driver.askOne(study);
  expect((await driver.tell(last, { values: { loss: 9 } })).state).toBe("paused");
  expect(await trainedIn(study)).toBe(9);
  // Nobody asks any more: those that wait for a promotion end with their study.
  await finishStudies.run();
  expect(await read(study.id)).toMatchObject({ state_reason: "resource", trial_counts: { completed: 1, pruned: 9 } });
});

test("workers that only tell count to their target, the last rung included", async () => {
  const study = await driver.createStudy({
    scheduler: { ...HALVING, candidates: 3, resource: { name: "epoch", min: 1, max: 3 } },
    limits: { max_trials: 3, max_resource: 100 },
  });
  for (let index = 0; index < 3; index += 1) await driver.tell(await driver.askOne(study), { values: { loss: index } });
  expect(await trainedIn(study)).toBe(3);
  const last = await driver.askOne(study);
  expect((await driver.tell(last, { values: { loss: 0 } })).state).toBe("completed");
  expect(await trainedIn(study)).toBe(6);
});

test("the checkpoint of a tell counts", async () => {
  const study = await driver.createStudy({ limits: { max_resource: 100 } });
  await driver.tell(await driver.askOne(study), { values: { loss: 1 }, checkpoint: checkpoint(12) });
  expect(await trainedIn(study)).toBe(12);
});
