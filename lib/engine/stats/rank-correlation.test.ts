import { expect, test } from "vitest";
import { rankCorrelation } from "./rank-correlation";

test("Spearman's rank correlation, values of SciPy 1.17.1 stats.spearmanr", () => {
  expect(rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 14);
  expect(rankCorrelation([1, 2, 2, 3], [10, 20, 30, 5])).toBeCloseTo(-0.316227766016838, 14);
  expect(rankCorrelation([3, 1, 2], [30, 10, 20])).toBe(1);
  expect(rankCorrelation([3, 1, 2], [-30, -10, -20])).toBe(-1);
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBe(0);
});
