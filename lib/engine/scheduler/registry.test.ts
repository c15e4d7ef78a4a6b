import { describe, expect, test } from "vitest";
import { z } from "zod";
import { schedulerSuite } from "../testing/scheduler-suite";
import { schedulerCatalog } from "./catalog";
import { schedulerRegistry } from "./registry";
import { byLoss, type Promotion, type RungTable, rungOf } from "./rung-table";

/** Whether the trial is among the best floor(n / 3) of its rung. */
const amongBestThird = (table: RungTable, { trial, bracket, fromRung }: Promotion): boolean => {
  const results = rungOf(table, bracket, fromRung)?.results ?? [];
  const best = byLoss(results).slice(0, Math.floor(results.length / 3));
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
