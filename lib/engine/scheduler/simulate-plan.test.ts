import { describe, expect, test } from "vitest";
import { mustStart, SUITE_STUDY } from "../testing/scheduler-suite";
import type { SchedulerStudy } from "./scheduler";
import { type Plan, type PlanWishes, simulatePlan } from "./simulate-plan";
import type { SchedulerSpec } from "./start-schedule";

const WISHES: PlanWishes = {
  trials: 20,
  workers: 4,
  resource: 27,
  secondsPerUnit: 2,
  costPerUnit: 0.5,
  checkpoints: true,
};

function planOf(spec: SchedulerSpec, study: Partial<SchedulerStudy> = {}, wishes: Partial<PlanWishes> = {}): Plan {
  return simulatePlan(mustStart(spec, { ...SUITE_STUDY, ...study }), { ...WISHES, ...wishes });
}
const results = ({ rungs }: Plan): readonly string[] =>
  rungs.map(({ results: count, resource }) => `${count}@${resource}`);

describe("plan preview", () => {
  test("A1: a round of Hyperband with R = 81 has the table's rungs, and charges increments only: 1,581 units", () => {
    const plan = planOf({ name: "hyperband" }, { resource: { min: 1, max: 81 } }, { trials: 143, workers: 1 });
    expect(results(plan)).toEqual([
      ...["81@1", "27@3", "9@9", "3@27", "1@81"],
      ...["34@3", "11@9", "3@27", "1@81"],
      ...["15@9", "5@27", "1@81"],
      ...["8@27", "2@81"],
      "5@81",
    ]);
    expect(plan).toMatchObject({ trials: 143, completed: 10, notPromoted: 133, stopped: 0, units: 1_581 });
    expect(plan.cost).toBe(1_581 * 0.5);
    expect(plan.seconds).toBe(1_581 * 2); // one worker
  });

  test("without checkpoints a promoted trial is charged from zero, unless its worker goes straight on", () => {
    // 81 + 27 * 3 + 9 * 9 + 3 * 27 + 81 units would be 405; a rung's last report saves its trial's own when it moves on.
    const plan = planOf(
      { name: "hyperband" },
      { resource: { min: 1, max: 81 } },
      { trials: 81, workers: 1, checkpoints: false },
    );
    const incremental = 297;
    expect(plan.units).toBeGreaterThan(incremental);
    expect(plan.units).toBeLessThanOrEqual(405);
  });

  test("more workers take less time for the same units, and none waits while there is something to start", () => {
    const [one, eight] = [1, 8].map((workers) => planOf({ name: "asha" }, {}, { workers, trials: 100 }));
    expect(one.seconds).toBe(one.units * 2);
    expect(eight.seconds).toBeLessThan(one.seconds / 4);
    expect(eight.trials).toBe(100);
  });

  test("every pruner and ASHA come to their end and train less than without them, and never less than the grace", () => {
    const whole = 40 * 27;
    for (const name of [
      "median",
      "percentile",
      "cost-cap",
      "threshold",
      "patience",
      "wilcoxon",
      "pasha",
      "asha",
    ] as const) {
      const plan = planOf({ name }, {}, { trials: 40 });
      expect(plan.trials).toBe(40);
      expect(plan.completed + plan.stopped + plan.notPromoted).toBe(40);
      expect(plan.units).toBeLessThanOrEqual(whole);
      expect(plan.units).toBeGreaterThanOrEqual(40);
    }
    expect(planOf({ name: "median" }, {}, { trials: 40 }).units).toBeLessThan(0.8 * whole);
  });

  test.each(["pbt", "pb2"] as const)(
    "a population of %s counts its children as trials, and each trains only from its donor's checkpoint on",
    (name) => {
      const plan = planOf({ name, options: { population: 8, interval: 3 } }, {}, { trials: 30, workers: 8 });
      expect(plan.trials).toBeGreaterThan(8);
      expect(plan.completed).toBe(8);
      expect(plan.units).toBeLessThanOrEqual(8 * 27 + plan.stopped * 3);
    },
  );

  test("a bracket whose last rung lies below the largest resource ends its trials there", () => {
    const spec = { name: "successive-halving", options: { candidates: 4, eta: 2 } } as const;
    const plan = planOf(spec, { resource: { min: 1, max: 100 } }, { trials: 8 });
    expect(results(plan)).toEqual(["4@1", "2@2", "1@4", "4@1", "2@2", "1@4"]);
    expect(plan).toMatchObject({ trials: 8, completed: 2 });
  });

  test("the same wishes give the same plan", () => {
    expect(planOf({ name: "percentile" })).toEqual(planOf({ name: "percentile" }));
  });
});
