import { describe, expect, it } from "vitest";
import { describeOrigin } from "./describe-origin";
import { learningCurves } from "./learning-curve";
import { trialDifference } from "./trial-difference";

describe("trialDifference", () => {
  const space = { lr: { type: "float", scale: "log" }, layers: { type: "int" }, optimizer: {}, momentum: {} };

  it("is a factor on log scales, a difference on others, and the other's word for what is no number", () => {
    const rows = trialDifference({
      space,
      assignments: { lr: 0.001, layers: 5, optimizer: "adam" },
      other: { lr: 0.01, layers: 3, optimizer: "sgd", momentum: 0.9 },
    });
    expect(rows.map(({ change, other, value }) => [value, other, change])).toEqual([
      ["0.001", "0.01", "÷10"],
      ["5", "3", "+2"],
      ["adam", "sgd", null],
      [null, "0.9", null],
    ]);
  });

  it("marks nothing where there is nothing to compare with", () => {
    const rows = trialDifference({ space, assignments: { lr: 0.1 }, other: null });
    expect(rows.every(({ same, change }) => same && change === null)).toBe(true);
  });
});

describe("learningCurves", () => {
  const measured = (attempt: number, step: number, value: number | "NaN") => ({
    attempt,
    step,
    value,
    metric: "loss",
    measured_at: "2026-01-01T00:00:00Z",
  });

  it("breaks where a value is not finite, and takes the last attempt's word on a step", () => {
    const [curve] = learningCurves([
      measured(2, 2, 1),
      measured(1, 2, 9),
      measured(1, 1, 3),
      measured(2, 3, "NaN"),
      measured(2, 4, 2),
    ]);
    expect(curve?.stretches.map((stretch) => stretch.map(({ y }) => y))).toEqual([[1, 0], [0.5]]);
    expect(curve?.last).toEqual({ step: 4, value: 2 });
  });

  it("is nothing without measurements", () => {
    expect(learningCurves([])).toEqual([]);
  });
});

describe("describeOrigin", () => {
  it.each([
    [{ sampler: "random" }, "Proposed by the random sampler."],
    [{ sampler: "enqueue" }, "Queued by hand."],
    [{ sampler: "retry", of: 3 }, "Queued again by hand."],
    [{ sampler: "pbt" }, "Made by the pbt scheduler."],
    [{ sampler: "grid", fixed: ["lr"] }, "Asked for with lr given; the rest by grid."],
    [
      { sampler: "random", fallback: { to: "repair", reason: "constraints" } },
      "Proposed by the random sampler. repair stepped in: constraints.",
    ],
    [
      { sampler: "gp", predicted: { mean: 0.953123456, sd: 0.01234 } },
      "Proposed by the gp sampler. Expected then: 0.95312 ± 0.012.",
    ],
    [
      { sampler: "tpe", tier: "tpe", fallback: { from: "gp", reason: "engine_late" } },
      "Proposed by the tpe sampler. Another way stepped in for gp: it was not there in time.",
    ],
    [
      { sampler: "tpe", tier: "tpe" },
      "Proposed by the tpe sampler. The study's own sampler was too slow for all who asked.",
    ],
    [
      { sampler: "gp", tier: "light" },
      "Proposed by the gp sampler. Searched less than usual, because many asked at once.",
    ],
    [{ sampler: "gp", behind: 3 }, "Proposed by the gp sampler. It did not know the latest 3 results."],
  ])("%j", (origin, words) => {
    expect(describeOrigin(origin)).toBe(words);
  });
});
