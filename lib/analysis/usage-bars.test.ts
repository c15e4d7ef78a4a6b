import fc from "fast-check";
import { expect, it } from "vitest";
import { endStates, type UsageDay } from "../contract/workspace-usage";
import { usageBars, usageTable } from "./usage-bars";

const none = { completed: 0, pruned: 0, infeasible: 0, failed: 0, cancelled: 0 };
const day = (date: string, ended: Partial<UsageDay["ended"]>): UsageDay => ({
  day: date,
  ended: { ...none, ...ended },
});

it("stacks what trials ended as, to the scale of the busiest day", () => {
  const { bars, top, total, states } = usageBars([
    day("2026-03-04", { completed: 3, failed: 1 }),
    day("2026-03-05", {}),
    day("2026-03-06", { completed: 1000 }),
  ]);
  expect([top, total, states]).toEqual([1000, 1004, ["completed", "failed"]]);
  expect(bars.map(({ text }) => text)).toEqual([
    "Mar 4, 4 trials: 3 completed, 1 failed",
    "Mar 5, 0 trials",
    "Mar 6, 1,000 trials: 1,000 completed",
  ]);
});

it("never draws above the chart, and parts of a day follow each other without a gap", () => {
  const counts = fc.record(Object.fromEntries(endStates.map((state) => [state, fc.nat(1e6)])) as never);
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 30 }), (days) => {
      for (const { segments } of usageBars(days.map((ended) => day("2026-03-04", ended))).bars) {
        let height = 0;
        for (const { from, share } of segments) {
          expect(from).toBeCloseTo(height, 9);
          height = from + share;
        }
        expect(height).toBeLessThanOrEqual(1 + 1e-9);
      }
    }),
    { seed: 5 },
  );
});

it("lists the newest day first, with one column for each way to end", () => {
  const table = usageTable([day("2026-03-04", { pruned: 2 }), day("2026-03-05", { failed: 1 })]);
  expect(table.columns.map(({ name }) => name)).toEqual([
    "Day",
    "Trials",
    "Completed",
    "Pruned",
    "Infeasible",
    "Failed",
    "Cancelled",
  ]);
  expect(table.rows).toEqual([
    ["Mar 5", 1, 0, 0, 0, 1, 0],
    ["Mar 4", 2, 0, 2, 0, 0, 0],
  ]);
});
