import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { enqueueTrials as contract } from "@/lib/contract/enqueue";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { bestTrial } from "../study/best-trial";
import { readCurves } from "../study/read-curves";
import { readStudy } from "../study/read-study";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "./enqueue-trials";
import { readTrial } from "./read-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

type Brought = z.input<typeof contract.input>["trials"][number];

const bring = (study: Study, trials: readonly Brought[], key?: string) =>
  enqueueTrials.run(key === undefined ? spaces.one.owner : { ...spaces.one.owner, idempotencyKey: key }, {
    study_id: study.id,
    trials,
  });

const completed = (x: number, more: Partial<Brought> = {}): Brought => ({
  assignments: { x, k: 7 },
  state: "completed",
  values: { loss: (x - 0.3) ** 2 },
  ...more,
});

const countsOf = async (study: Study) => {
  const { rows } = await spaces.admin.query(
    `select s.next_number, s.budget_used, (select count(*)::int from trial t where t.study_id = s.id) as trials,
            (select count(*)::int from observation_value v where v.study_id = s.id) as told from study s where s.id = $1`,
    [toUuid(study.id)],
  );
  return rows[0];
};

test("R12 R14 imported results have numbers, use no budget, and come whole: values, cost, curve, times, metadata", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 2 } });
  const { output } = await bring(study, [
    completed(0.25, {
      values: { loss: { value: 1, std_error: 0.5, n: 4 }, accuracy: "NaN" },
      cost: 12.5,
      measurements: [
        { step: 1, values: { loss: 3 } },
        { step: 2, values: { loss: 1, accuracy: "NaN" } },
      ],
      started_at: "2025-01-01T10:00:00Z",
      finished_at: "2025-01-01T11:00:00Z",
      metadata: { from: "a notebook" },
    }),
    { assignments: { x: 0.5, k: 1 }, state: "failed", reason: "out of memory" },
    { assignments: { x: 0.6, k: 1 }, state: "infeasible" },
    { assignments: { x: 0.7, k: 1 }, state: "pruned", values: { loss: 9 } },
    { assignments: { x: 0.8, k: 1 } },
  ]);
  expect(output.trials).toMatchObject([
    {
      state: "completed",
      cost: 12.5,
      attempt: 0,
      feasible: true,
      origin: { sampler: "import" },
      values: { loss: { value: 1, std_error: 0.5, n: 4 }, accuracy: { value: "NaN" } },
      metadata: { from: "a notebook" },
      started_at: "2025-01-01T10:00:00.000Z",
      finished_at: "2025-01-01T11:00:00.000Z",
    },
    { state: "failed", state_reason: "out of memory", values: {} },
    { state: "infeasible" },
    { state: "pruned", values: { loss: { value: 9 } }, feasible: null },
    { state: "queued", origin: { sampler: "enqueue" } },
  ]);
  const { measurements } = await runService({
    service: readTrial,
    context: spaces.one.owner,
    input: { trial_id: output.trials[0]?.id ?? "" },
  });
  expect(measurements).toMatchObject([
    { step: 1, metric: "loss", value: 3 },
    { step: 2, metric: "loss", value: 1 },
    { step: 2, metric: "accuracy", value: "NaN" },
  ]);
  expect(await countsOf(study)).toEqual({ next_number: 5, budget_used: 1, trials: 5, told: 3 });
  // What is left of the budget is still handed out.
  for (const _ of [1, 2]) await driver.tell(await driver.askOne(study));
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "budget" } });
});

test("R15 the incumbent may be an imported trial, and one that breaks an outcome constraint or is no number may not", async () => {
  const study = await driver.createStudy({ outcome_constraints: [{ metric: "size", lte: 10 }] });
  const trial = await driver.askOne(study);
  await driver.tell(trial, { values: { loss: 1, size: 1 } });
  const { output } = await bring(study, [
    completed(0.1, { values: { loss: 0.1, size: 11 } }),
    completed(0.2, { values: { loss: "-Infinity", size: 1 } }),
    completed(0.3, { values: { loss: 0.5, size: 1 } }),
  ]);
  const best = await runService({ service: bestTrial, context: spaces.one.owner, input: { study_id: study.id } });
  expect(best.trial?.id).toBe(output.trials[2]?.id);
  expect(output.trials.map(({ feasible }) => feasible)).toEqual([false, true, true]);
});

test("R2 a request is imported whole or not at all; each fault is named by its item", async () => {
  const study = await driver.createStudy();
  await expect(
    bring(study, [completed(0.1), completed(0.2, { values: {} }), completed(0.3, { values: {} })]),
  ).rejects.toMatchObject({
    code: "invalid_observation",
    errors: [
      { pointer: "/trials/1/values/loss", code: "missing_metric" },
      { pointer: "/trials/2/values/loss", code: "missing_metric" },
    ],
  });
  await expect(bring(study, [completed(0.1), { assignments: { x: 2, k: 7 } }])).rejects.toMatchObject({
    code: "invalid_assignments",
    errors: [{ pointer: "/trials/1/assignments/x" }],
  });
  await expect(bring(study, [completed(0.1, { assignments: { learning_rate: 1 } })])).rejects.toMatchObject({
    code: "invalid_assignments",
  });
  await expect(
    bring(study, [
      { assignments: { x: 0.1, k: 1 }, values: { loss: 1 }, cost: 1 },
      completed(0.1, {
        measurements: [
          { step: 3, values: { loss: 1 } },
          { step: 3, values: { loss: 1 } },
        ],
      }),
      completed(0.1, { started_at: "2025-01-02T00:00:00Z", finished_at: "2025-01-01T00:00:00Z" }),
    ]),
  ).rejects.toMatchObject({
    code: "invalid_input",
    errors: [
      { pointer: "/trials/0/values" },
      { pointer: "/trials/0/cost" },
      { pointer: "/trials/1/measurements/1/step" },
      { pointer: "/trials/2/finished_at" },
    ],
  });
  expect(await countsOf(study)).toEqual({ next_number: 0, budget_used: 0, trials: 0, told: 0 });
});

test("what does not fit the space is kept and marked, and samplers learn from it where they can", async () => {
  const study = await driver.createStudy({ sampler: { name: "tpe" } });
  const { output } = await bring(study, [
    completed(2),
    completed(0.5, { assignments: { x: 0.5, k: 7, momentum: 0.9 } }),
    completed(0.5, { assignments: { x: "wide" } }),
  ]);
  expect(output.trials.map(({ origin }) => origin.out_of_space)).toEqual([["x"], ["momentum"], ["x", "k"]]);
  const trial = await driver.askOne(study);
  expect(Number(trial.assignments.x)).toBeLessThanOrEqual(1);
  expect(trial.origin.fallback).toBeUndefined();
});

test.each(["gp", "tpe", "auto", "cma-es", "nsga2", "random-forest", "de"])(
  "%s is told of imported results in their order, and an ask after the acknowledgement knows them",
  async (name) => {
    const study = await driver.createStudy({ sampler: { name } });
    const before = await driver.askOne(study);
    await bring(
      study,
      Array.from({ length: 20 }, (_, index) => completed(index / 20)).concat(
        completed(5),
        completed(0.1, { values: { loss: "NaN" } }),
      ),
    );
    const trial = await driver.askOne(study);
    const { rows } = await spaces.admin.query(
      `select made.basis, (select count(*)::int from history h join trial t on t.id = h.trial_id
                            where h.study_id = made.study_id and t.source = 'import') as learnt,
              (select array_agg(t.number order by h.seq) from history h join trial t on t.id = h.trial_id where h.study_id = made.study_id) as numbers
         from trial made where id = $1`,
      [toUuid(trial.id)],
    );
    expect(rows).toEqual([
      { basis: 22, learnt: 22, numbers: Array.from({ length: 22 }, (_, index) => before.number + 1 + index) },
    ]);
    expect(trial.origin.fallback).toBeUndefined();
  },
);

test("R10 a grid does not evaluate a cell again whose result was imported; the same assignments twice are repeats", async () => {
  const study = await driver.createStudy({
    sampler: { name: "grid" },
    search_space: { x: { type: "ordinal", values: [0, 0.5, 1] } },
  });
  const { output } = await bring(study, [
    completed(0.5, { assignments: { x: 0.5 } }),
    completed(0.5, { assignments: { x: 0.5 }, values: { loss: 2 } }),
  ]);
  expect(output.trials).toHaveLength(2);
  const { rows } = await spaces.admin.query(
    "select fingerprint, repeat_index from trial where study_id = $1 order by number",
    [toUuid(study.id)],
  );
  expect(rows.map(({ repeat_index }) => repeat_index)).toEqual([0, 1]);
  expect(new Set(rows.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  const given = [await driver.askOne(study), await driver.askOne(study)];
  expect(given.map(({ assignments }) => assignments.x).sort()).toEqual([0, 1]);
});

test("an import that is repeated under its key is answered as before and adds nothing", async () => {
  const study = await driver.createStudy();
  const first = await bring(study, [completed(0.1), completed(0.2)], "import-1");
  const again = await bring(study, [completed(0.1), completed(0.2)], "import-1");
  expect(again).toEqual({ ...first, replayed: true });
  expect(await countsOf(study)).toMatchObject({ next_number: 2, trials: 2 });
});

test("old results neither stop a study nor make it stagnate, cost nothing of its limit, and may reach its target", async () => {
  const study = await driver.createStudy({
    limits: { max_failures: 1, max_cost: 1, no_improvement_trials: 2 },
    objectives: [{ metric: "loss", direction: "minimize", target: -1 }],
  });
  const old = { started_at: "2020-01-01T00:00:00Z", finished_at: "2020-01-01T01:00:00Z", cost: 100 };
  await bring(study, [
    completed(0.3, { ...old, values: { loss: 0 } }),
    ...[0.1, 0.2, 0.5].map((x) => completed(x, old)),
    { assignments: { x: 0, k: 1 }, state: "failed" },
  ]);
  await driver.tell(await driver.askOne(study), { values: { loss: 1 } });
  const trial = await driver.askOne(study);
  await bring(study, [completed(0.9, { values: { loss: -2 } })]);
  await driver.tell(trial, { values: { loss: 1 } });
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "target" } });
  // What is known of a study that is over may still be added.
  await bring(study, [completed(0.95)]);
  const read = await runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } });
  expect(read).toMatchObject({ state: "finished", trial_counts: { completed: 8 } });
});

test("a thousand results with curves are imported in one request within a few seconds", async () => {
  const study = await driver.createStudy();
  const trials = Array.from({ length: 1000 }, (_, index) =>
    completed(index / 1000, {
      measurements: [1, 2, 3].map((step) => ({ step, values: { loss: index / step } })),
      metadata: { row: index },
    }),
  );
  const startedAt = performance.now();
  const { output } = await bring(study, trials);
  const tookMs = performance.now() - startedAt;
  expect(output.trials.map(({ number }) => number)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  expect(await countsOf(study)).toEqual({ next_number: 1000, budget_used: 0, trials: 1000, told: 1000 });
  expect(tookMs).toBeLessThan(7_000);
});

test("R26 an import that says it ended, or began, in the future is refused at that field, and nothing of the request is stored", async () => {
  const study = await driver.createStudy();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  for (const field of ["finished_at", "started_at"] as const) {
    const refused = bring(study, [completed(0.1), completed(0.2, { [field]: tomorrow })]);
    await expect(refused).rejects.toMatchObject({
      code: "invalid_input",
      errors: [{ pointer: `/trials/1/${field}`, code: "in_the_future" }],
    });
  }
  expect(await countsOf(study)).toMatchObject({ trials: 0 });
  // A clock that is a little ahead is no lie.
  await bring(study, [completed(0.3, { finished_at: new Date(Date.now() + 5000).toISOString() })]);
});

test("imported curves are drawn, and what was imported is said by plots and left out of the budget", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 3 } });
  const measurements = [1, 2, 3].map((step) => ({ step, values: { loss: 1 / step } }));
  await bring(study, [
    completed(0.3, { measurements }),
    completed(0.9),
    { assignments: { x: 0.5, k: 1 }, state: "failed" },
  ]);
  const own = await driver.askOne(study);
  await driver.measure(own, { 1: { loss: 2 } });
  const input = { study_id: study.id };
  const curves = await runService({ service: readCurves, context: spaces.one.owner, input });
  expect(curves).toMatchObject({
    metrics: ["loss"],
    curves: [
      { number: 0, imported: true, steps: [1, 2, 3], values: [1, 1 / 2, 1 / 3] },
      { number: 3, imported: false, steps: [1], values: [2] },
    ],
  });
  const read = await runService({ service: readStudy, context: spaces.one.owner, input });
  expect([read.trial_counts, read.imported_counts]).toMatchObject([
    { completed: 2, failed: 1, running: 1 },
    { completed: 2, failed: 1, running: 0 },
  ]);
});
