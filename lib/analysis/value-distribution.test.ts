import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Objective } from "@/lib/contract/study";
import { contestValues } from "./compared-study";
import { arbitraryPoints } from "./testing/arbitrary-points";
import { trialPoint } from "./testing/trial-point";
import { distributionTable, quantile, quartileTable, valueDistribution } from "./value-distribution";

const loss: Objective = { metric: "loss", direction: "minimize" };
const of = (values: readonly (number | "NaN")[], name = "a") => ({
  id: name,
  name,
  points: values.map((value, number) => trialPoint({ number, values: { loss: value } })),
});
const only = (values: readonly (number | "NaN")[]) =>
  valueDistribution({ studies: [of(values)], objective: loss }).studies[0];

describe("the distribution of a study's values", () => {
  it("has the quartiles of NumPy 2.3: np.quantile([1, 2, 3, 4, 10], [.25, .5, .75])", () => {
    expect(only([10, 3, 1, 2, 4])?.quartiles).toMatchObject({ min: 1, lower: 2, median: 3, upper: 4, max: 10 });
    expect(quantile(Float64Array.of(1, 2, 3, 4), 0.25)).toBe(1.75);
  });

  it("names what lies beyond the whiskers", () => {
    const distribution = only([1, 2, 3, 4, 100]);
    expect(distribution?.quartiles?.whiskers).toEqual([1, 4]);
    expect(distribution?.outliers).toEqual([100]);
  });

  it("is empty, not zero, without a finite value", () => {
    expect(only([])).toMatchObject({ count: 0, quartiles: null, steps: [] });
    expect(only(["NaN"])).toMatchObject({ count: 0, quartiles: null });
  });

  it("is ordered, within its ends, and its shares grow to one, whatever the trials", () => {
    fc.assert(
      fc.property(arbitraryPoints("loss"), (points) => {
        const [study] = valueDistribution({ studies: [{ id: "a", name: "a", points }], objective: loss }).studies;
        const values = contestValues(points, loss);
        expect(study?.count).toBe(values.length);
        const q = study?.quartiles ?? null;
        if (q === null) {
          expect(values).toEqual([]);
          return;
        }
        const [from, to] = q.whiskers;
        const order = [q.min, from, q.median, to, q.max];
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        expect(q.lower).toBeLessThanOrEqual(q.median);
        expect(q.median).toBeLessThanOrEqual(q.upper);
        expect([q.min, q.max]).toEqual([
          values.reduce((a, b) => Math.min(a, b)),
          values.reduce((a, b) => Math.max(a, b)),
        ]);
        const shares = study?.steps.map(({ share }) => share) ?? [];
        expect(shares).toEqual(shares.toSorted((a, b) => a - b));
        expect(shares.at(-1)).toBe(1);
        for (const { value, share } of study?.steps ?? []) {
          expect(values.filter((other) => other <= value).length / values.length).toBe(share);
        }
      }),
      { seed: 22 },
    );
  });

  it("keeps both ends when ten thousand values are thinned", () => {
    const study = only(Array.from({ length: 10_000 }, (_, index) => index));
    expect(study?.steps.length).toBeLessThanOrEqual(256);
    expect([study?.steps[0]?.value, study?.steps.at(-1)?.value]).toEqual([0, 9999]);
  });

  it("cuts the axis on the losing side only, and says how many lie beyond", () => {
    const usual = Array.from({ length: 40 }, (_, index) => 1 + (index % 5));
    const { fence } = valueDistribution({ studies: [of([...usual, 1e9]), of([...usual, -1e9], "b")], objective: loss });
    expect(fence).toMatchObject({ low: null, beyond: 1 });
    expect(fence.high).toBeLessThan(1e3);
  });

  it("is a row per study, and a row per step", () => {
    const distribution = valueDistribution({ studies: [of([1, 2]), of([], "b")], objective: loss });
    expect(quartileTable(distribution).rows).toEqual([
      ["a", 2, 1, 1.25, 1.5, 1.75, 2, 0],
      ["b", 0, null, null, null, null, null, 0],
    ]);
    expect(distributionTable(distribution, "loss").rows).toEqual([
      ["a", 1, 0.5],
      ["a", 2, 1],
    ]);
  });
});
