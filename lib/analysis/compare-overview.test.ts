import { describe, expect, it } from "vitest";
import type { Objective, Study } from "@/lib/contract/study";
import type { Trial } from "@/lib/contract/trial";
import { compareOverview, type OverviewStudy } from "./compare-overview";
import { trialPoint } from "./testing/trial-point";
import { valueDistribution } from "./value-distribution";

const loss: Objective = { metric: "loss", direction: "minimize" };

function study(values: readonly number[], completed = values.length): OverviewStudy {
  const points = values.map((value, number) => trialPoint({ number, values: { loss: value } }));
  const [distribution] = valueDistribution({ studies: [{ id: "a", name: "a", points }], objective: loss }).studies;
  const best = Math.min(...values);
  const incumbent = { number: values.indexOf(best), values: { loss: { value: best, standard_error: null } } };
  return {
    study: { trial_counts: { completed } } as unknown as Study, // only what the view model reads
    incumbent: values.length === 0 ? null : (incumbent as unknown as Trial),
    distribution: distribution ?? null,
  };
}

describe("studies at a glance", () => {
  it("name the one that leads, in the objective's direction, and write values in one format", () => {
    const rows = compareOverview([study([3, 1.5]), study([0.25, 2])], loss).map(({ result }) => result);
    expect(rows.map((row) => [row?.best, row?.leads])).toEqual([
      [{ text: "1.5000", trial: 1 }, false],
      [{ text: "0.2500", trial: 0 }, true],
    ]);
    expect(rows[0]?.median).toBe("2.2500");
  });

  it("name nobody where all are equal, or one stands alone", () => {
    expect(compareOverview([study([1]), study([1])], loss).some(({ result }) => result?.leads)).toBe(false);
    expect(compareOverview([study([1]), study([])], loss).some(({ result }) => result?.leads)).toBe(false);
  });

  it("leave gaps, not zeros, for a study without values, and say how many completed without one", () => {
    const [, empty] = compareOverview([study([1]), study([], 4)], loss);
    expect(empty?.result).toMatchObject({ best: null, median: null, middleHalf: null, values: 0, withoutValue: 4 });
  });

  it("say nothing of a study with another objective", () => {
    const other = { ...study([0]), distribution: null };
    const [first, second] = compareOverview([study([1]), other], loss);
    expect(second?.result).toBeNull();
    expect(first?.result?.leads).toBe(false);
  });
});
