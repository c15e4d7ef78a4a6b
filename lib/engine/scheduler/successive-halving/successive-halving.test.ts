import { describe, expect, test } from "vitest";
import { mustStart, SUITE_STUDY } from "../../testing/scheduler-suite";
import { startSchedule } from "../start-schedule";
import { SuccessiveHalvingOptions } from "./definition";
import { halvingPlan } from "./halving-plan";

describe("successive halving", () => {
  // scikit-learn 1.9.1, HalvingGridSearchCV, 6 candidates of an SVC on 1,000 rows.
  test.each([
    { min: 20, max: 40, options: {}, resources: [20, 40], sizes: [6, 3] },
    { min: 20, max: 40, options: { aggressive: true }, resources: [20, 20, 40], sizes: [6, 3, 2] },
    { min: 20, max: 1000, options: { start: "exhaust" }, resources: [250, 500, 1000], sizes: [6, 3, 2] },
    { min: 20, max: 1000, options: { start: "exhaust", eta: 3 }, resources: [333, 999], sizes: [6, 2] },
    { min: 20, max: 1000, options: {}, resources: [20, 40, 80], sizes: [6, 3, 2] },
    // Its documentation: only relevant where the resource does not suffice. Its code starts at 160 then.
    { min: 20, max: 1000, options: { aggressive: true }, resources: [20, 40, 80], sizes: [6, 3, 2] },
  ])(
    "A11, pitfall 43: from $min to $max with $options the rungs are $resources with $sizes trials",
    ({ min, max, options, resources, sizes }) => {
      const plan = halvingPlan(SuccessiveHalvingOptions.parse({ candidates: 6, eta: 2, ...options }), {
        resource: { min, max },
      });
      expect(plan.map(({ resource }) => resource)).toEqual(resources);
      expect(plan.map(({ size }) => size)).toEqual(sizes);
    },
  );

  test("studies that it cannot serve are refused with the field and another way", () => {
    const refused = (study: Partial<typeof SUITE_STUDY>): string => {
      const started = startSchedule({ name: "successive-halving" }, { ...SUITE_STUDY, ...study });
      return started.kind === "refused" ? started.why : "";
    };
    expect(refused({ resource: { min: 1, max: null } })).toMatch(/^resource\.max: .* use median/);
    expect(refused({ resource: { min: 5, max: 7 } })).toMatch(/^resource\.max: leaves room for one rung only/);
    expect(refused({ checkpoint: "none" })).toMatch(/^scheduler\.checkpoint: .* use median, or asha with mode: stop/);
    expect(() => mustStart({ name: "successive-halving" })).not.toThrow();
  });
});
