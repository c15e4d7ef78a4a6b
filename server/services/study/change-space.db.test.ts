import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { Study } from "@/lib/contract/study";
import type { updateStudy as updateContract } from "@/lib/contract/study-update";
import { toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "../trial/enqueue-trials";
import { readTrial } from "../trial/read-trial";
import { retryTrial } from "../trial/retry-trial";
import { listSpaceRevisions } from "./list-space-revisions";
import { pauseStudy } from "./pause-study";
import { previewSpace } from "./preview-space";
import { readStudy } from "./read-study";
import { stopStudy } from "./stop-study";
import { updateStudy } from "./update-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const X = { type: "float", low: 0, high: 1, default: 0.5 };
const K = { type: "int", low: 1, high: 1000, default: 10 };
const MOMENTUM = { type: "float", low: 0, high: 1, default: 0.9 };

type Change = Omit<z.input<typeof updateContract.input>, "study_id">;
const update = (study: Study, change: Change) =>
  runService({ service: updateStudy, context: spaces.one.owner, input: { study_id: study.id, ...change } });
const enqueue = (study: Study, ...trials: readonly Record<string, number | string>[]) =>
  runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: trials.map((assignments) => ({ assignments })) },
  });
const read = (study: Study) =>
  runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } });
const trialNow = (id: string) => runService({ service: readTrial, context: spaces.one.owner, input: { trial_id: id } });
const refusal = (study: Study, change: Change) =>
  update(study, change).then(
    () => null,
    (error: unknown) => error,
  );

test("a changed space is a new revision with date, doer and difference; the same space again is none", async () => {
  const study = await driver.createStudy();
  const wider = { x: { ...X, high: 2 }, k: K, momentum: MOMENTUM };
  const changed = await update(study, { search_space: wider });
  expect(changed).toMatchObject({
    space_revision: 2,
    search_space: wider,
    version: study.version + 1,
    space_change: {
      revision: 2,
      changes: [
        { parameter: "x", kind: "widened" },
        { parameter: "momentum", kind: "added", value: 0.9 },
      ],
      cancelled: { total: 0, trials: [] },
    },
  });
  expect(await update(study, { search_space: wider, name: "renamed" })).toMatchObject({
    space_revision: 2,
    space_change: null,
  });
  const { data } = await runService({
    service: listSpaceRevisions,
    context: spaces.one.owner,
    input: { study_id: study.id },
  });
  expect(data).toMatchObject([
    { revision: 2, created_by: { kind: "person" }, changes_total: 2, changes: changed.space_change?.changes },
    { revision: 1, created_by: null, changes_total: 0, changes: [] },
  ]);
  const { rows } = await spaces.admin.query(
    "select action, detail from audit_event where target_id = $1 and action like 'study.%' order by at",
    [toUuid(study.id)],
  );
  expect(rows).toMatchObject([
    { action: "study.created" },
    { action: "study.space-changed", detail: { space_revision: 2, changes_total: 2, cancelled: 0 } },
    { action: "study.updated" },
  ]);
});

test("R16 nothing of the old space is handed out after the acknowledgement; what was handed out finishes under its own", async () => {
  const study = await driver.createStudy({ sampler: { name: "tpe" } });
  const held = await driver.askOne(study);
  await driver.tell(await driver.askOne(study));
  const shelf = () =>
    spaces.admin.query(
      "select 1 from trial where study_id = $1 and state = 'queued' and source = 'engine' and attempt = 0",
      [toUuid(study.id)],
    );
  await expect.poll(async () => (await shelf()).rowCount, { timeout: 20_000 }).toBeGreaterThan(0);
  const narrow = { x: { ...X, low: 0.9, default: 0.95 }, k: K, momentum: MOMENTUM };
  const asks = Array.from({ length: 4 }, () => driver.askOne(study));
  await update(study, { search_space: narrow });
  const later = await Promise.all(Array.from({ length: 6 }, () => driver.askOne(study)));
  for (const trial of later) {
    expect(trial.space_revision).toBe(2);
    expect(trial.assignments.x).toBeGreaterThanOrEqual(0.9);
    expect(Object.keys(trial.assignments).sort()).toEqual(["k", "momentum", "x"]);
  }
  expect(held.space_revision).toBe(1);
  expect(await driver.tell(held, { values: { loss: 0.25 } })).toMatchObject({ state: "completed" });
  for (const trial of await Promise.all(asks)) await driver.tell(trial);
  const numbers = later.map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test("enqueued trials that do not fit are cancelled and named; those that do get the defaults of new parameters", async () => {
  const study = await driver.createStudy();
  const { trials } = await enqueue(study, { x: 0.1, k: 1 }, { x: 0.6, k: 2 }, { x: 0.1, k: 1 });
  const [misfit, fit, twin] = trials;
  if (!misfit || !fit || !twin) throw new Error("too few");
  const { space_change } = await update(study, {
    search_space: { x: { ...X, low: 0.5 }, k: K, momentum: MOMENTUM },
  });
  expect(space_change?.cancelled).toEqual({
    total: 2,
    trials: [misfit, twin].map(({ id, number }) => ({ id, number })),
  });
  expect(await trialNow(misfit.id)).toMatchObject({ state: "cancelled", state_reason: "space_changed" });
  const given = await driver.askOne(study);
  expect(given).toMatchObject({ id: fit.id, assignments: { x: 0.6, k: 2, momentum: 0.9 }, space_revision: 2 });
  const { rows } = await spaces.admin.query(
    "select topic from outbox where body ->> 'study_id' = $1 or subject_id = $1::uuid",
    [toUuid(study.id)],
  );
  expect(rows.map(({ topic }) => topic).sort()).toEqual(["study.space_changed", "trial.cancelled", "trial.cancelled"]);
});

test("a default is filled in only where the parameter's condition holds", async () => {
  const study = await driver.createStudy();
  const { trials } = await enqueue(study, { x: 0.2, k: 1 }, { x: 0.8, k: 1 });
  await update(study, { search_space: { x: X, k: K, momentum: { ...MOMENTUM, when: { x: { gte: 0.5 } } } } });
  expect(await Promise.all(trials.map(async ({ id }) => (await trialNow(id)).assignments))).toEqual([
    { x: 0.2, k: 1 },
    { x: 0.8, k: 1, momentum: 0.9 },
  ]);
});

test("a space that cannot be is refused at its field, and changes nothing", async () => {
  const study = await driver.createStudy();
  const { x: _, ...rest } = { x: X, k: K };
  const cases: readonly [Change, string, string][] = [
    [{ search_space: { x: { ...X, type: "int", default: 1 }, k: K } }, "state_conflict", "/search_space/x/type"],
    [{ search_space: { x: X, k: K, m: { type: "bool" } } }, "invalid_search_space", "/search_space/m/default"],
    [{ search_space: { ...rest, x: { ...X, low: 3 } } }, "invalid_search_space", "/search_space/x/low"],
    [{ constraints: [{ linear: { x: 1 }, gte: 5 }] }, "invalid_search_space", "/constraints/0/gte"],
    [{ objectives: [{ metric: "loss", direction: "maximize" }] }, "state_conflict", "/objectives/0"],
  ];
  for (const [change, code, pointer] of cases) {
    expect(await refusal(study, change)).toMatchObject({ code, errors: [{ pointer }] });
  }
  expect(await update(study, { objectives: study.objectives })).toMatchObject({ space_change: null });
  expect(await refusal(study, { search_space: { x: X, k: { ...K, high: 5000 } }, if_version: 1 })).toMatchObject({
    code: "precondition_failed",
  });
  expect(await read(study)).toMatchObject({ space_revision: 1 });
});

test("a stopped study keeps its space, a paused one may get another", async () => {
  const study = await driver.createStudy();
  await runService({ service: pauseStudy, context: spaces.one.owner, input: { study_id: study.id } });
  expect(await update(study, { search_space: { x: { ...X, high: 2 }, k: K } })).toMatchObject({
    state: "paused",
    space_revision: 2,
  });
  await runService({ service: stopStudy, context: spaces.one.owner, input: { study_id: study.id } });
  expect(await refusal(study, { search_space: { x: X, k: K } })).toMatchObject({ code: "state_conflict" });
});

test("schedulers that make assignments of their own space, and grids whose levels it lacks, refuse by name", async () => {
  const population = await driver.createStudy({
    scheduler: { name: "pbt", population: 4, interval: 2, resource: { max: 10 } },
  });
  expect(await refusal(population, { search_space: { x: { ...X, high: 2 }, k: K } })).toMatchObject({
    code: "state_conflict",
    message: expect.stringContaining("pbt"),
    errors: [{ pointer: "/search_space" }],
  });
  const grid = await driver.createStudy({ sampler: { name: "grid", levels: { k: 3 } } });
  expect(await refusal(grid, { search_space: { x: X } })).toMatchObject({
    code: "state_conflict",
    message: expect.stringMatching(/grid.*sampler\.levels/),
  });
});

test("R16 trials that have a place in a bracket and were given to nobody are made anew in the new space too", async () => {
  const study = await driver.createStudy({
    sampler: { name: "tpe" },
    scheduler: { name: "asha", resource: { min: 1, max: 9 } },
  });
  const first = (await driver.ask(study, { count: 4 })).trials;
  for (const trial of first) await driver.measure(trial, { 1: { loss: 0.5 } });
  await update(study, { search_space: { x: { ...X, low: 0.9, default: 0.95 }, k: K, momentum: MOMENTUM } });
  const later = (await driver.ask(study, { count: 4 })).trials.filter(({ attempt }) => attempt === 1);
  expect(later.length).toBeGreaterThan(0);
  for (const trial of later)
    expect(trial).toMatchObject({ space_revision: 2, assignments: { momentum: expect.any(Number) } });
});

const CELLS = { a: { type: "ordinal", values: [1, 2] }, b: { type: "bool" } };

test("R10 the cells of a changed grid are covered exactly once, those that were visited before included; used up, it goes on when it is widened", async () => {
  const study = await driver.createStudy({ sampler: { name: "grid" }, search_space: CELLS });
  const seen: string[] = [];
  const cover = async (cells: number): Promise<void> => {
    for (let cell = 0; cell < cells; cell += 1) {
      const trial = await driver.askOne(study);
      seen.push(JSON.stringify(trial.assignments));
      await driver.tell(trial);
    }
    await expect(driver.askOne(study)).rejects.toMatchObject({ code: "study_finished" });
  };
  await cover(4);
  expect(await read(study)).toMatchObject({ state: "finished", state_reason: "grid_exhausted" });
  const narrower = await update(study, { search_space: { ...CELLS, a: { type: "ordinal", values: [1] } } });
  expect(narrower).toMatchObject({ state: "finished", space_change: { reopened: false } });
  const wider = await update(study, { search_space: { ...CELLS, a: { type: "ordinal", values: [1, 2, 3] } } });
  expect(wider).toMatchObject({ state: "active", state_reason: null, space_change: { reopened: true } });
  await cover(2);
  expect(await read(study)).toMatchObject({ state: "finished", state_reason: "grid_exhausted" });
  expect(seen.sort()).toEqual([1, 2, 3].flatMap((a) => [false, true].map((b) => JSON.stringify({ a, b }))).sort());
});

test("R34 a grid that is used up goes on where a part of a range has levels of its own", async () => {
  const study = await driver.createStudy({ sampler: { name: "grid", levels: { x: 3 } }, search_space: { x: X } });
  const cover = async (): Promise<unknown[]> => {
    const { trials } = await driver.ask(study, { count: 3 });
    for (const trial of trials) await driver.tell(trial);
    await expect(driver.askOne(study)).rejects.toMatchObject({ code: "study_finished" });
    return trials.map(({ assignments }) => assignments.x).sort();
  };
  expect(await cover()).toEqual([0, 0.5, 1]);
  const part = await update(study, { search_space: { x: { ...X, low: 0.1, high: 0.3, default: 0.2 } } });
  expect(part).toMatchObject({ state: "active", space_change: { reopened: true } });
  expect((await cover()).map(Number)).toEqual([0.1, 0.2, 0.3].map((level) => expect.closeTo(level, 9)));
});

test("R34 what lies on the shelf and has no place in a space that is used up does not keep a study from finishing", async () => {
  const study = await driver.createStudy({ sampler: { name: "grid" }, search_space: CELLS });
  const first = (await driver.ask(study, { count: 2 })).trials;
  const rest = (await driver.ask(study)).trials;
  // The last cell lies on the shelf.
  for (const trial of [...first, ...rest]) await driver.tell(trial);
  const left = [1, 2].filter((a) =>
    [true, false].every((b) =>
      [...first, ...rest].some(({ assignments }) => assignments.a === a && assignments.b === b),
    ),
  );
  await update(study, { search_space: { ...CELLS, a: { type: "ordinal", values: left } } });
  await expect(driver.askOne(study)).rejects.toMatchObject({ code: "study_finished" });
  expect(await read(study)).toMatchObject({ state: "finished", state_reason: "grid_exhausted" });
});

test("a preview says what would happen, and nothing does", async () => {
  const study = await driver.createStudy({ sampler: { name: "random" } });
  for (let n = 0; n < 4; n += 1) await driver.tell(await driver.askOne(study, { fixed: { x: n / 4 } }));
  await enqueue(study, { x: 0.1, k: 1 });
  const preview = (search_space: Record<string, unknown>) =>
    runService({ service: previewSpace, context: spaces.one.owner, input: { study_id: study.id, search_space } });
  expect(await preview({ x: { ...X, low: 0.5 }, k: K, momentum: MOMENTUM })).toMatchObject({
    revision: 2,
    cancelled: { total: 1 },
    reopened: false,
    fits: { looked_at: 4, same: 0, filled: 2, outside: 2, elsewhere: 0 },
  });
  expect(await preview({ k: K })).toMatchObject({ fits: { looked_at: 4, same: 1, elsewhere: 3 } });
  expect(await preview({ x: X, k: K })).toMatchObject({ revision: 1, changes: [], fits: { same: 4 } });
  expect(await read(study)).toMatchObject({ space_revision: 1, trial_counts: { queued: 1 } });
});

test("a trial of an earlier space is tried again with the defaults of what came since", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  await driver.tell(trial, { state: "failed", values: {} });
  await update(study, { search_space: { x: X, k: K, momentum: MOMENTUM } });
  const again = await runService({ service: retryTrial, context: spaces.one.owner, input: { trial_id: trial.id } });
  expect(again).toMatchObject({ assignments: { ...trial.assignments, momentum: 0.9 }, space_revision: 2 });
});

test("another workspace's study is the same 404 for each", async () => {
  const study = await driver.createStudy();
  const input = { study_id: study.id, search_space: { x: X } };
  const context = spaces.two.owner;
  await expect(runService({ service: updateStudy, context, input })).rejects.toMatchObject({ code: "not_found" });
  await expect(runService({ service: previewSpace, context, input })).rejects.toMatchObject({ code: "not_found" });
  await expect(
    runService({ service: listSpaceRevisions, context, input: { study_id: study.id } }),
  ).rejects.toMatchObject({ code: "not_found" });
});
