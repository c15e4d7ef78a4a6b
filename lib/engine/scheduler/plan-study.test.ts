import fc from "fast-check";
import { expect, test } from "vitest";
import { mustParse } from "../testing/arbitrary-space";
import { SUITE_STUDY } from "../testing/scheduler-suite";
import { schedulerCatalog } from "./catalog";
import { type PlanMessage, planStudy, type StudyPlan } from "./plan-study";

const space = mustParse({ x: { type: "float", low: 0, high: 1 } });
const MESSAGE: PlanMessage = {
  repeats: 1,
  space,
  sampler: { name: "random", options: {} },
  trials: 100,
  workers: 4,
  scheduler: null,
  resource: null,
  costPerUnit: 1,
};

function planOf(message: Partial<PlanMessage>): StudyPlan {
  const planned = planStudy({ ...MESSAGE, ...message });
  if (planned.kind === "refused") throw new Error(planned.why);
  return planned.plan;
}

const scheduled = (name: string, max: number, options = {}): PlanMessage["scheduler"] => ({
  spec: { name: schedulerCatalog.find(({ id }) => id === name)?.id ?? "asha", options },
  study: { ...SUITE_STUDY, resource: { min: 1, max }, folds: true, space },
});

test("without a scheduler a plan is counted: each worker one trial after the other, whatever their number", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 10_000 }), (trials, workers) => {
      expect(planOf({ trials, workers })).toMatchObject({
        trials,
        completed: trials,
        units: trials,
        duration: Math.ceil(trials / workers),
      });
    }),
  );
});

test("a finite space or grid ends a study that has a larger budget", () => {
  const finite = mustParse({ a: { type: "int", low: 1, high: 3 }, b: { type: "bool" } });
  expect(planOf({ space: finite }).trials).toBe(6);
  expect(planOf({ sampler: { name: "grid", options: { resolution: 7 } } }).trials).toBe(7);
});

test("A1: a round of Hyperband with R = 81 has the table's rungs, bracket by bracket and resource by resource", () => {
  const plan = planOf({ scheduler: scheduled("hyperband", 81), trials: 143, workers: 1 });
  expect(plan).toMatchObject({
    trials: 143,
    completed: 10,
    notPromoted: 133,
    units: 1_581,
    duration: 1_581,
    played: 143,
  });
  expect(plan.brackets[0]?.rungs.map(({ results, resource }) => `${results}@${resource}`)).toEqual([
    "81@1",
    "27@3",
    "9@9",
    "3@27",
    "1@81",
  ]);
  expect(plan.levels.find(({ resource }) => resource === 81)?.results).toBe(10);
});

test.each([
  ["median", 1_000_000, 100_000],
  ["percentile", 1_000_000_000, 1_000_000],
  ["wilcoxon", 1_000, 10_000],
  ["asha", 1_000_000_000, 1_000_000],
] as const)(
  "a plan of %s with resource %d and %d trials ends, played through with a part that stands for the whole",
  (name, max, trials) => {
    const plan = planOf({ scheduler: scheduled(name, max), trials, workers: 1_000 });
    expect(plan.trials).toBe(trials);
    expect(plan.played).toBeLessThanOrEqual(500);
    expect(plan.completed + plan.stopped + plan.notPromoted).toBeGreaterThanOrEqual(trials * 0.99);
    expect(plan.levels.length).toBeLessThanOrEqual(200);
  },
  60_000,
);

test("what cannot be played through is refused at its field", () => {
  expect(
    planStudy({ ...MESSAGE, scheduler: scheduled("pbt", 1_000_000, { population: 10, interval: 1 }) }),
  ).toMatchObject({
    kind: "refused",
    field: "interval",
  });
  const endless = scheduled("median", 10);
  if (!endless) throw new Error("no scheduler");
  const open = { ...endless, study: { ...endless.study, resource: { min: 1, max: null } } };
  expect(planStudy({ ...MESSAGE, scheduler: open })).toMatchObject({ kind: "refused", field: "resource" });
  expect(planOf({ scheduler: open, resource: 10 }).trials).toBe(100);
});
