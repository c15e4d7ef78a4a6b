import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "../trial/enqueue-trials";
import { readTrial } from "../trial/read-trial";
import { archiveStudy } from "./archive-study";
import { pauseStudy } from "./pause-study";
import { readStudy } from "./read-study";
import { resumeStudy } from "./resume-study";
import { stopStudy } from "./stop-study";
import { updateStudy } from "./update-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

type Change = typeof pauseStudy | typeof stopStudy | typeof resumeStudy | typeof archiveStudy | typeof readStudy;
const on = (service: Change, study: { id: string }) =>
  runService({ service, context: spaces.one.owner, input: { study_id: study.id } });
const trialNow = (id: string) => runService({ service: readTrial, context: spaces.one.owner, input: { trial_id: id } });
const update = (study: { id: string }, change: Omit<Parameters<typeof runUpdate>[0], "study_id">) =>
  runUpdate({ study_id: study.id, ...change });
const runUpdate = (input: { study_id: string; limits?: object; name?: string; if_version?: number }) =>
  runService({ service: updateStudy, context: spaces.one.owner, input });

/** Asks without pause from 16 workers while `change` is made: how many were handed out before it, and which after. */
async function handOutAround(study: Parameters<StudyDriver["ask"]>[0], change: () => Promise<unknown>) {
  let acknowledgedAt = Number.POSITIVE_INFINITY;
  const late: string[] = [];
  let early = 0;
  const workers = Array.from({ length: 16 }, async () => {
    while (performance.now() < acknowledgedAt + 150) {
      const askedAt = performance.now();
      const { trials } = await driver.ask(study, { wait_seconds: 0 }).catch(() => ({ trials: [] }));
      if (askedAt > acknowledgedAt) late.push(...trials.map(({ id }) => id));
      else early += trials.length;
      for (const trial of trials) await driver.tell(trial).catch(() => undefined);
    }
  });
  await vi.waitUntil(() => early > 40, { timeout: 20_000 });
  await change();
  acknowledgedAt = performance.now();
  await Promise.all(workers);
  return { early, late };
}

test.each([
  ["pause", pauseStudy],
  ["stop", stopStudy],
] as const)(
  "R16 after a %s is acknowledged nothing is handed out, however many workers ask",
  async (_name, service) => {
    const study = await driver.createStudy({ limits: { max_trials: 100_000 } });
    const { early, late } = await handOutAround(study, () => on(service, study));
    expect(early).toBeGreaterThan(40);
    expect(late).toEqual([]);
  },
);

test("a paused study says so, lets what runs finish, and goes on after a resume", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  expect(await on(pauseStudy, study)).toMatchObject({ state: "paused" });
  expect(await on(pauseStudy, study)).toMatchObject({ state: "paused" });
  expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject({ trials: [], reason: "paused" });
  expect(await driver.measure(trial, { 1: { loss: 1 } })).toMatchObject({ verdict: "continue" });
  expect(await driver.tell(trial)).toMatchObject({ state: "completed" });
  expect(await on(resumeStudy, study)).toMatchObject({ state: "active" });
  expect((await driver.askOne(study)).number).toBe(1);
});

test("a stop reaches the worker with its next reply; its last values are kept, what waits is cancelled", async () => {
  const study = await driver.createStudy();
  const running = await driver.askOne(study);
  await driver.measure(running, { 1: { loss: 0.5 } });
  const { trials: queued } = await runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: [{ assignments: { x: 0.25, k: 1 } }] },
  });
  expect(await on(stopStudy, study)).toMatchObject({ state: "stopped", state_reason: "stopped" });
  expect(await driver.measure(running, { 2: { loss: 0.25 } })).toMatchObject({
    verdict: "stop",
    reason: { rule: "study_stopped" },
  });
  expect(await driver.tell(running, { values: {} })).toMatchObject({
    state: "cancelled",
    values: { loss: { value: 0.25 } },
  });
  expect(await trialNow(queued[0]?.id ?? "")).toMatchObject({ state: "cancelled", state_reason: "study_stopped" });
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "stopped" } });
  await expect(on(resumeStudy, study)).rejects.toMatchObject({ code: "state_conflict" });
});

test("who would resume or enqueue in a study that has ended is told what would let it go on", async () => {
  const late = await driver.createStudy({ limits: { deadline: "2020-01-01T00:00:00Z" } });
  await expect(driver.ask(late)).rejects.toMatchObject({ code: "study_finished" });
  await expect(on(resumeStudy, late)).rejects.toMatchObject({
    code: "state_conflict",
    message: expect.stringMatching(/finished \(deadline\).*limits\.deadline/),
  });
  await expect(
    runService({
      service: enqueueTrials,
      context: spaces.one.owner,
      input: { study_id: late.id, trials: [{ assignments: { x: 0.25, k: 1 } }] },
    }),
  ).rejects.toMatchObject({ code: "study_finished", message: expect.stringContaining("limits.deadline") });
  const stopped = await driver.createStudy();
  await on(stopStudy, stopped);
  await expect(on(resumeStudy, stopped)).rejects.toMatchObject({ message: expect.stringContaining("Clone") });
  await expect(on(pauseStudy, stopped)).rejects.toMatchObject({ message: expect.stringContaining("active") });
});

test("a study whose budget is used up is finished once nothing runs, and a raised budget reopens it", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 1 } });
  const only = await driver.askOne(study);
  expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject({ trials: [], reason: "draining" });
  await driver.tell(only);
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "budget" } });
  expect(await on(readStudy, study)).toMatchObject({ state: "finished", state_reason: "budget" });
  await expect(update(study, { limits: { max_trials: 0 } })).rejects.toMatchObject({ code: "invalid_input" });
  expect(await update(study, { limits: { max_trials: 2 } })).toMatchObject({ state: "active", state_reason: null });
  expect((await driver.askOne(study)).number).toBe(1);
  await expect(update(study, { limits: { max_trials: 1 } })).rejects.toMatchObject({
    code: "state_conflict",
    errors: [{ pointer: "/limits/max_trials" }],
  });
});

test("a deadline that has passed and too many failures end a study, each with its reason", async () => {
  const late = await driver.createStudy({ limits: { deadline: "2020-01-01T00:00:00Z" } });
  await expect(driver.ask(late)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "deadline" } });
  expect(await update(late, { limits: { deadline: null } })).toMatchObject({ state: "active" });
  await driver.askOne(late);

  const failing = await driver.createStudy({ limits: { max_failures: 2 } });
  for (let count = 0; count < 2; count += 1) {
    await driver.tell(await driver.askOne(failing), { state: "failed", values: {}, reason: "NaN loss" });
  }
  await expect(driver.ask(failing)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "failures" } });
});

test("R10 a grid under 12 concurrent workers visits each of its points exactly once and is then exhausted", async () => {
  const study = await driver.createStudy({
    search_space: {
      a: { type: "categorical", choices: ["x", "y", "z"] },
      b: { type: "int", low: 1, high: 5 },
      c: { type: "bool" },
    },
    sampler: { name: "grid" },
    limits: { max_trials: 1000 },
  });
  const seen: string[] = [];
  const ends: unknown[] = [];
  const workers = Array.from({ length: 12 }, async () => {
    for (;;) {
      try {
        for (const trial of (await driver.ask(study)).trials) {
          seen.push(JSON.stringify(Object.entries(trial.assignments).sort()));
          await driver.tell(trial);
        }
      } catch (error) {
        ends.push(error);
        return;
      }
    }
  });
  await Promise.all(workers);
  expect(seen).toHaveLength(30);
  expect(new Set(seen).size).toBe(30);
  for (const end of ends) expect(end).toMatchObject({ code: "study_finished", extra: { reason: "grid_exhausted" } });
});

test("a finite space is used up to its last point that obeys the constraints, and the study says so", async () => {
  const study = await driver.createStudy({
    search_space: { x: { type: "int", low: 0, high: 3 }, y: { type: "int", low: 0, high: 3 } },
    constraints: [{ expr: "x + y >= 6" }],
    sampler: { name: "random" },
  });
  const only = await driver.askOne(study);
  expect(only.assignments).toEqual({ x: 3, y: 3 });
  await driver.tell(only);
  await expect(driver.ask(study)).rejects.toMatchObject({
    code: "study_finished",
    extra: { reason: "grid_exhausted" },
  });
  expect((await on(readStudy, study)).trial_counts).toMatchObject({ completed: 1, cancelled: 0 });
});

test("constraints that no point obeys are refused before the study starts, with what to do", async () => {
  for (const name of ["random", "quasi-random", "grid"]) {
    await expect(
      driver.createStudy({
        search_space: { x: { type: "int", low: 0, high: 3 }, y: { type: "float", low: 0, high: 3 } },
        constraints: [{ expr: "x + y >= 7" }],
        sampler: { name },
      }),
    ).rejects.toMatchObject({
      code: "invalid_search_space",
      errors: [{ pointer: "/constraints", detail: expect.stringContaining("constraint") }],
    });
  }
});

test("suggestions that were never handed out are seen nowhere, also after a stop", async () => {
  const study = await driver.createStudy();
  await driver.ask(study, { count: 1 });
  await spaces.admin.query(
    `insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, origin, space_revision, priority)
     select workspace_id, gen_random_uuid(), id, 99, 'engine', '{}', 'unsold', '{}', 1, 4 from study where id = $1`,
    [study.id.replace("std_", "")],
  );
  await on(stopStudy, study);
  expect((await on(readStudy, study)).trial_counts).toMatchObject({ running: 1, cancelled: 0 });
});

test("one asker, the same seed and the same results give the same trials, for each sampler", async () => {
  for (const name of ["random", "quasi-random", "grid"]) {
    const runs: unknown[][] = [];
    for (let run = 0; run < 2; run += 1) {
      const study = await driver.createStudy({ sampler: { name }, seed: 11 });
      const assignments: unknown[] = [];
      for (let step = 0; step < 6; step += 1) {
        const trial = await driver.askOne(study);
        assignments.push(trial.assignments);
        await driver.tell(trial, { values: { loss: step } });
      }
      runs.push(assignments);
    }
    expect(runs[0]).toEqual(runs[1]);
  }
});

test("a change based on an older version is refused, and nothing is changed", async () => {
  const study = await driver.createStudy();
  const changed = await update(study, { name: `renamed ${study.id}`, if_version: study.version });
  expect(changed.version).toBe(study.version + 1);
  await expect(update(study, { name: "late", if_version: study.version })).rejects.toMatchObject({
    code: "precondition_failed",
    status: 412,
  });
  expect(await on(readStudy, study)).toMatchObject({ name: changed.name, version: changed.version });
});

test("only a study that no longer runs is archived; twice is harmless", async () => {
  const study = await driver.createStudy();
  await expect(on(archiveStudy, study)).rejects.toMatchObject({ code: "state_conflict" });
  await on(stopStudy, study);
  const { archived_at } = await on(archiveStudy, study);
  expect(archived_at).not.toBeNull();
  expect(await on(archiveStudy, study)).toMatchObject({ archived_at });
});

test("what is enqueued beyond the budget is refused whole, with the room that is left", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 2 } });
  const enqueue = (count: number) =>
    enqueueTrials.run(spaces.one.owner, {
      study_id: study.id,
      trials: Array.from({ length: count }, (_, index) => ({ assignments: { x: 0.5, k: index + 1 } })),
    });
  await expect(enqueue(3)).rejects.toMatchObject({ code: "state_conflict", extra: { left: 2 } });
  expect((await on(readStudy, study)).budget_used).toBe(0);
  await enqueue(2);
  expect((await on(readStudy, study)).budget_used).toBe(2);
});
