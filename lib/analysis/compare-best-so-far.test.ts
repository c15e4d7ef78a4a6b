import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Objective } from "@/lib/contract/study";
import { bestSoFarTable, compareBestSoFar } from "./compare-best-so-far";
import type { ComparedStudy } from "./compared-study";
import { optimizationHistory } from "./optimization-history";
import { arbitraryPoints } from "./testing/arbitrary-points";
import { trialPoint } from "./testing/trial-point";

const loss: Objective = { metric: "loss", direction: "minimize" };
const HOUR = 3_600_000;

const study = (id: string, points: ComparedStudy["points"]): ComparedStudy => ({ id, name: `study ${id}`, points });
const scored = (number: number, value: number | "NaN", times: { startedAt?: number; finishedAt?: number } = {}) =>
  trialPoint({ number, values: { loss: value }, ...times });

describe("the best so far of several studies", () => {
  it("is each study's own line, which ends where that study has come to", () => {
    const { lines, end } = compareBestSoFar({
      studies: [study("a", [scored(0, 3), scored(1, 2), scored(2, 5)]), study("b", [scored(0, 1)])],
      objective: loss,
      axis: "trial",
    });
    expect(lines.map(({ corners }) => corners.map(({ x, value }) => [x, value]))).toEqual([
      [
        [0, 3],
        [1, 2],
      ],
      [[0, 1]],
    ]);
    expect(lines.map((line) => line.end)).toEqual([2, 0]);
    expect(end).toBe(2);
  });

  it("ends the axis at the usual values only where a line lies beyond them", () => {
    const wild = [
      scored(0, 1),
      ...Array.from({ length: 30 }, (_, number) => scored(number + 1, 2 + (number % 5) / 10)),
    ];
    const late = study("late", [...wild, scored(31, 400)]);
    const early = study("early", [scored(0, 400), ...wild.map((trial) => ({ ...trial, number: trial.number + 1 }))]);
    const fenceOf = (each: ComparedStudy) =>
      compareBestSoFar({ studies: [each], objective: loss, axis: "trial" }).fence;
    expect(fenceOf(late)).toEqual({ low: null, high: null });
    expect(fenceOf(early).high).toBeLessThan(10);
  });

  it("counts time from each study's own start, in the largest fitting unit", () => {
    const from = (start: number) => [
      scored(0, 4, { startedAt: start, finishedAt: start + HOUR }),
      scored(1, 3, { startedAt: start + HOUR, finishedAt: start + 3 * HOUR }),
    ];
    const { lines, unit } = compareBestSoFar({
      studies: [study("a", from(1_000_000)), study("b", from(9e12))],
      objective: loss,
      axis: "time",
    });
    expect(unit.name).toBe("hours");
    expect(lines.map(({ corners }) => corners.map(({ x }) => x))).toEqual([
      [1, 3],
      [1, 3],
    ]);
  });

  it("has no line for a study without trials, with failures or NaN only", () => {
    const { lines, canLog } = compareBestSoFar({
      studies: [
        study("a", []),
        study("b", [trialPoint({ number: 0, state: "failed" })]),
        study("c", [scored(0, "NaN")]),
      ],
      objective: loss,
      axis: "trial",
    });
    expect(lines.every(({ corners }) => corners.length === 0)).toBe(true);
    expect(canLog).toBe(false);
  });

  it("agrees with the optimisation history of each study alone, whatever its trials", () => {
    fc.assert(
      fc.property(fc.array(arbitraryPoints("loss"), { minLength: 1, maxLength: 3 }), (all) => {
        const studies = all.map((points, index) => study(String(index), points));
        for (const direction of ["minimize", "maximize"] as const) {
          const objective: Objective = { metric: "loss", direction };
          const { lines } = compareBestSoFar({ studies, objective, axis: "trial" });
          for (const [index, points] of all.entries()) {
            const alone = optimizationHistory({ points, objective, axis: "trial" }).bestSoFar;
            expect(lines[index]?.corners.map(({ number, value }) => [number, value])).toEqual(
              alone.map(({ trial, value }) => [trial.number, value]),
            );
          }
        }
      }),
      { seed: 21 },
    );
  });

  it("is a table with a row per improvement, exact", () => {
    const comparison = compareBestSoFar({
      studies: [study("a", [scored(0, 1 / 3), scored(1, 0.1)])],
      objective: loss,
      axis: "trial",
    });
    expect(bestSoFarTable({ comparison, objective: loss, axis: "trial" })).toMatchObject({
      columns: [{ name: "Study" }, { name: "Trial" }, { name: "Best loss so far" }],
      rows: [
        ["study a", 0, 1 / 3],
        ["study a", 1, 0.1],
      ],
    });
  });
});
