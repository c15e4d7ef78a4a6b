import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Objective } from "@/lib/contract/study";
import { optimizationHistory } from "./optimization-history";
import { trialPoint } from "./testing/trial-point";
import type { TrialPoint } from "./trial-point";

const loss: Objective = { metric: "loss", direction: "minimize" };
const accuracy: Objective = { metric: "accuracy", direction: "maximize" };

const scored = (number: number, value: TrialPoint["values"][string], more: Partial<TrialPoint> = {}) =>
  trialPoint({ number, values: { loss: value, accuracy: value }, ...more });

describe("the best-so-far line", () => {
  it("has a corner at each strict improvement, in the objective's direction", () => {
    const points = [scored(1, 5), scored(2, 7), scored(3, 5), scored(4, 2)];
    const corners = (objective: Objective) =>
      optimizationHistory({ points, objective, axis: "trial" }).bestSoFar.map(({ x, value }) => [x, value]);
    expect(corners(loss)).toEqual([
      [1, 5],
      [4, 2],
    ]);
    expect(corners(accuracy)).toEqual([
      [1, 5],
      [2, 7],
    ]);
  });

  it("is monotone, ends at the best value, and knows only completed, feasible, finite trials", () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom("NaN", "Infinity", "-Infinity"),
    );
    const state = fc.constantFrom("completed", "pruned", "failed", "running");
    const trial = fc.record({ value, state, feasible: fc.constantFrom(true, false, null) });
    fc.assert(
      fc.property(fc.array(trial, { maxLength: 60 }), (trials) => {
        const points = trials.map(({ value, state, feasible }, index) =>
          scored(index + 1, value as number, { state: state as TrialPoint["state"], feasible }),
        );
        const line = optimizationHistory({ points, objective: loss, axis: "trial" }).bestSoFar.map(
          (point) => point.value,
        );
        const eligible = trials.filter(
          (t) => t.state === "completed" && t.feasible !== false && typeof t.value === "number",
        );
        expect(line).toEqual(line.toSorted((a, b) => b - a));
        expect(line.at(-1)).toBe(eligible.length === 0 ? undefined : Math.min(...eligible.map((t) => Number(t.value))));
      }),
      { seed: 11 },
    );
  });

  it("follows the order of finishing when drawn over time", () => {
    const points = [
      scored(1, 3, { startedAt: Date.parse("2026-01-01T00:00:00Z"), finishedAt: Date.parse("2026-01-01T00:10:00Z") }),
      scored(2, 4, { startedAt: Date.parse("2026-01-01T00:00:00Z"), finishedAt: Date.parse("2026-01-01T00:05:00Z") }),
    ];
    const history = optimizationHistory({ points, objective: loss, axis: "time" });
    expect(history.bestSoFar.map(({ x, value }) => [x, value])).toEqual([
      [5, 4],
      [10, 3],
    ]);
  });
});

describe("trials without a finite value", () => {
  it("wait in a lane and are never drawn at zero", () => {
    const points = [
      scored(1, 1),
      scored(2, "NaN"),
      trialPoint({ number: 3, state: "failed" }),
      trialPoint({ number: 4, state: "running" }),
      trialPoint({ number: 5, state: "pruned" }),
      trialPoint({ number: 6, state: "cancelled" }),
    ];
    const history = optimizationHistory({ points, objective: loss, axis: "trial" });
    expect(history.scored.map((point) => point.x)).toEqual([1]);
    expect(history.lanes.map(({ x, lane }) => [x, lane])).toEqual([
      [2, "no value"],
      [3, "failed"],
      [4, "unfinished"],
      [5, "no value"],
    ]);
  });

  it("are told apart from scored trials that cannot win", () => {
    const history = optimizationHistory({
      points: [scored(1, 0.1, { feasible: false }), scored(2, 0.2, { state: "pruned" }), scored(3, 0.3)],
      objective: loss,
      axis: "trial",
    });
    expect(history.outOfContest.map((point) => point.x)).toEqual([1, 2]);
    expect(history.bestSoFar.map((point) => point.x)).toEqual([3]);
  });
});

describe("large and wild studies", () => {
  it("shows at most the dots asked for, says of how many, and keeps every improvement", () => {
    const points = Array.from({ length: 9000 }, (_, index) => scored(index + 1, 1 / (index + 1) + Math.sin(index)));
    const history = optimizationHistory({ points, objective: loss, axis: "trial", maxDots: 500 });
    expect(history.shown).toBe(500);
    expect(history.total).toBe(9000);
    expect(history.scored).toEqual(expect.arrayContaining([...history.bestSoFar]));
  });

  it("cuts the axis on the losing side only, and counts what lies beyond", () => {
    const usual = Array.from({ length: 30 }, (_, index) => scored(index + 1, 1 + (index % 5)));
    const points = [...usual, scored(31, 1e9), scored(32, -1e9)];
    expect(optimizationHistory({ points, objective: loss, axis: "trial" }).fence).toMatchObject({
      low: null,
      beyond: 1,
    });
    expect(optimizationHistory({ points, objective: accuracy, axis: "trial" }).fence).toMatchObject({
      high: null,
      beyond: 1,
    });
  });
});
