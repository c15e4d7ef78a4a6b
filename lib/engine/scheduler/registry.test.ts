import { describe, expect, test } from "vitest";
import { z } from "zod";
import { schedulerSuite } from "../testing/scheduler-suite";
import { schedulerCatalog } from "./catalog";
import { byLoss } from "./rank-results";
import { schedulerRegistry } from "./registry";
import { type Promotion, type RungTable, rungOf } from "./rung-table";

/** Whether the trial is among the best floor(n / 3) of its rung. */
const amongBestThird = (table: RungTable, { trial, bracket, fromRung }: Promotion): boolean => {
  const results = rungOf(table, bracket, fromRung)?.results ?? [];
  const quota = Math.floor(results.length / 3);
  const best = byLoss(results, quota).slice(0, quota);
  return best.some((result) => result.trial === trial);
};

/** Whether no more than `sizes[rung + 1]` have moved on from a rung. */
const within =
  (sizes: readonly number[]) =>
  (table: RungTable, { bracket, fromRung }: Promotion): boolean =>
    (rungOf(table, bracket, fromRung)?.promotions.length ?? 0) <= sizes[fromRung + 1];

schedulerSuite({ name: "successive-halving", options: { candidates: 6 }, mayPromote: within([6, 2]) });
schedulerSuite({ name: "hyperband", study: { resource: { min: 3, max: 27 } }, mayPromote: within([9, 3, 1]) });
schedulerSuite({ name: "hyperband", study: { resource: { min: 9, max: 27 }, checkpoint: "required", trials: 7 } });
schedulerSuite({ name: "asha", mayPromote: amongBestThird });
schedulerSuite({ name: "asha", options: { mode: "stop" } });
schedulerSuite({
  name: "asha",
  options: { brackets: 3 },
  study: { checkpoint: "required" },
  mayPromote: amongBestThird,
});
schedulerSuite({
  name: "asha",
  study: {
    objectives: [
      { metric: "loss", direction: "minimize" },
      { metric: "size", direction: "maximize" },
    ],
  },
});
schedulerSuite({
  name: "asha",
  study: {
    objectives: [
      { metric: "loss", direction: "minimize", reference: 8 },
      { metric: "size", direction: "minimize", reference: 0 },
    ],
  },
});
schedulerSuite({ name: "pasha", mayPromote: amongBestThird });
schedulerSuite({ name: "median", options: { grace: 2, min_trials: 2 } });
schedulerSuite({ name: "percentile", options: { keep: 50, min_trials: 2, interval: 3 } });
schedulerSuite({ name: "patience", options: { patience: 4 } });
schedulerSuite({ name: "threshold", options: { lower: -3, upper: 15 }, mirrored: { lower: -15, upper: 3 } });
schedulerSuite({ name: "cost-cap", options: { ratio: 1.5, min_trials: 2 } });
schedulerSuite({ name: "wilcoxon", options: { alpha: 0.4 }, study: { resource: { min: 1, max: 5 } } });
schedulerSuite({ name: "pbt", options: { population: 6, interval: 2, quantile: 0.4 } });
schedulerSuite({ name: "pb2", options: { population: 6, interval: 2, quantile: 0.4 } });

describe("the catalogue of schedulers", () => {
  test("lists every implemented scheduler once, with defaults for all options and a publishable schema", () => {
    expect(schedulerCatalog.map(({ id }) => id).sort()).toEqual(Object.keys(schedulerRegistry).sort());
    for (const { options, references } of schedulerCatalog) {
      expect(options.safeParse({}).success).toBe(true);
      expect(options.safeParse({ unheard_of: 1 }).success).toBe(false);
      expect(z.toJSONSchema(options)).toMatchObject({ type: "object" });
      expect(references.length).toBeGreaterThan(0);
    }
  });
});
