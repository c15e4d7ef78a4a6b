import { afterAll, beforeAll, expect, test } from "vitest";
import { orderSuggestions } from "@/server/engine-host/study-loop";
import { finishStudies } from "@/server/jobs/finish-studies";
import { toUuid } from "@/server/kernel/ids";
import { type LeaseClock, leaseClock } from "../testing/lease-clock";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "../trial/enqueue-trials";
import { listTrials } from "../trial/list-trials";
import { readTrial } from "../trial/read-trial";
import { pauseStudy } from "./pause-study";
import { readStudy } from "./read-study";
import { resumeStudy } from "./resume-study";
import { stopStudy } from "./stop-study";
import { updateStudy } from "./update-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
let clock: LeaseClock;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  clock = leaseClock(spaces);
});
afterAll(() => spaces.close());

type Named = { readonly id: string };
const on = (service: typeof pauseStudy | typeof readStudy, study: Named) =>
  runService({ service, context: spaces.one.owner, input: { study_id: study.id } });
const limit = ({ id }: Named, limits: { deadline?: string | null; max_trials?: number; max_failures?: number }) =>
  runService({ service: updateStudy, context: spaces.one.owner, input: { study_id: id, limits } });
const trialNow = ({ id }: Named) =>
  runService({ service: readTrial, context: spaces.one.owner, input: { trial_id: id } });
const listed = async ({ id }: Named) =>
  (await runService({ service: listTrials, context: spaces.one.owner, input: { study_id: id } })).data;
/** Suggestions on the shelf that nobody has taken. */
const shelve = ({ id }: Named, count: number) =>
  orderSuggestions({ workspaceId: spaces.one.workspaceId, studyId: toUuid(id) }, { count, horizon: 0 }).done;

const PASSED = "2020-01-01T00:00:00Z";
const SIX_CELLS = {
  a: { type: "categorical", choices: ["x", "y", "z"] },
  b: { type: "bool" },
} as const;

test("what no worker was given yet is in no list and no count; its first hand-out shows it", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 3 } });
  await shelve(study, 3);
  expect(await listed(study)).toEqual([]);
  expect(await on(readStudy, study)).toMatchObject({ budget_used: 3, trial_counts: { queued: 0, running: 0 } });
  const trial = await driver.askOne(study);
  expect((await listed(study)).map(({ id }) => id)).toEqual([trial.id]);
});

test("R10 a grid cell that waited on the shelf when the study finished is handed out after it is reopened", async () => {
  const study = await driver.createStudy({ search_space: SIX_CELLS, sampler: { name: "grid" } });
  const seen: unknown[] = [];
  const visit = async (): Promise<void> => {
    const trial = await driver.askOne(study);
    seen.push(trial.assignments);
    await driver.tell(trial);
  };
  await visit();
  await shelve(study, 3);
  await limit(study, { deadline: PASSED });
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "deadline" } });
  expect(await listed(study)).toHaveLength(1);
  await limit(study, { deadline: null });
  for (let left = 5; left > 0; left -= 1) await visit();
  await expect(driver.ask(study)).rejects.toMatchObject({ extra: { reason: "grid_exhausted" } });
  expect(new Set(seen.map((cell) => JSON.stringify(cell))).size).toBe(6);
});

test("a stop cancels what was enqueued or given back; what nobody was given stays unseen", async () => {
  const study = await driver.createStudy();
  const returned = await driver.askOne(study);
  await clock.expireAndReap(returned.id);
  await runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: [{ assignments: { x: 0.5, k: 1 } }] },
  });
  await shelve(study, 2);
  await on(stopStudy, study);
  expect((await listed(study)).map(({ state, state_reason }) => [state, state_reason])).toEqual([
    ["cancelled", "study_stopped"],
    ["cancelled", "study_stopped"],
  ]);
});

test("R16 after a stop a worker that comes back is not given its trial again, and the trial's result is still taken", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study, { worker_id: "loop" });
  await on(stopStudy, study);
  await expect(driver.ask(study, { worker_id: "loop" })).rejects.toMatchObject({
    code: "study_finished",
    extra: { reason: "stopped" },
  });
  expect(await driver.tell(trial, { values: { loss: 0.5 } })).toMatchObject({ state: "cancelled" });
});

test("R16 a trial that expires while its study is paused waits for the resume, and is then the first", async () => {
  const study = await driver.createStudy();
  const { trials } = await driver.ask(study, { count: 2 });
  const [first, second] = trials;
  if (!first || !second) throw new Error("two trials run");
  await runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: [{ assignments: { x: 0.5, k: 1 } }] },
  });
  await on(pauseStudy, study);
  await clock.expireAndReap(second.id);
  expect(await trialNow(second)).toMatchObject({ state: "queued" });
  expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject({ trials: [], reason: "paused" });
  await on(resumeStudy, study);
  const { trials: next } = await driver.ask(study, { count: 2 });
  expect(next.map(({ id }) => id).slice(0, 1)).toEqual([second.id]);
  expect(next[1]?.assignments).toEqual({ x: 0.5, k: 1 });
});

test("a paused study says that it is paused, also past its deadline: raising the deadline and a resume bring it back", async () => {
  const study = await driver.createStudy();
  await on(pauseStudy, study);
  await limit(study, { deadline: PASSED });
  expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject({ trials: [], reason: "paused" });
  await limit(study, { deadline: null });
  await on(resumeStudy, study);
  await driver.askOne(study);
});

test.each([
  ["budget", { max_trials: 2 }, "completed", { max_trials: 3 }],
  ["failures", { max_failures: 2 }, "failed", { max_failures: 5 }],
  ["deadline", { deadline: PASSED }, "completed", { deadline: "2100-01-01T00:00:00Z" }],
] as const)(
  "a study that met its end (%s) is finished by itself once nothing runs, and reopened by raising that limit",
  async (reason, limits, told, raised) => {
    const study = await driver.createStudy();
    const { trials } = await driver.ask(study, { count: 2 });
    await limit(study, limits);
    for (const trial of trials) {
      await finishStudies.run();
      expect(await on(readStudy, study)).toMatchObject({ state: "active" });
      await driver.tell(trial, { state: told, ...(told === "completed" ? { values: { loss: 1 } } : { values: {} }) });
    }
    await finishStudies.run();
    expect(await on(readStudy, study)).toMatchObject({ state: "finished", state_reason: reason });
    expect(await limit(study, raised)).toMatchObject({ state: "active", state_reason: null });
    await driver.askOne(study);
  },
);
