import { describe, expect, test } from "vitest";
import type { Assignments } from "../space/space";
import { mustParse } from "../testing/arbitrary-space";
import { sampledStudy } from "../testing/sampled-study";
import { modelCheck } from "./model-check";
import type { InsightRequest } from "./study-model";

const space = mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } });
const accuracy = ({ x, y }: Assignments): number => 0.9 - (Number(x) - 0.3) ** 2 - 0.5 * (Number(y) - 0.6) ** 2;
const study = (count: number, measure: (at: Assignments) => number) =>
  sampledStudy({ space, count, direction: "maximize", measure });

describe("the check of the model", () => {
  const checkOf = (request: InsightRequest) => {
    const answer = modelCheck(request);
    if (answer.kind !== "checked") throw new Error(JSON.stringify(answer));
    return answer;
  };

  test("says of a smooth objective that results are predicted, and how sure", () => {
    const { rankCorrelation, coverage, points } = checkOf(study(60, accuracy));
    expect(rankCorrelation).toBeGreaterThan(0.8);
    expect(coverage).toBeGreaterThan(0.8);
    expect(points.map(({ actual }) => actual)).toEqual(study(60, accuracy).history.map(({ values }) => values?.value));
  });

  test("says of noise that nothing is predicted", () => {
    const { rankCorrelation, coverage } = checkOf(study(60, (at) => Math.sin(1e9 * Number(at.x))));
    expect(Math.abs(rankCorrelation)).toBeLessThan(0.5);
    expect(coverage).toBeGreaterThan(0.85);
  });

  test("is refused with the reason where there is no model", () => {
    expect(modelCheck(study(4, accuracy))).toEqual({ kind: "too_few_trials", measured: 4, needed: 20 });
  });

  test("has bands of numbers where results are near the largest there are", () => {
    const huge = study(
      30,
      (at) => (Number(at.x) < 0.5 ? 1.7e308 : -1.7e308) * (Math.sin(1e9 * Number(at.y)) < 0 ? 1 : -1),
    );
    for (const { actual, predicted, low, high } of checkOf(huge).points)
      expect([actual, predicted, low, high].every(Number.isFinite)).toBe(true);
  });
});
