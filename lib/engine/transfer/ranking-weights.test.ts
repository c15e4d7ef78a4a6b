import { describe, expect, test } from "vitest";
import { leaveOneOutRankingLoss, rankingLoss, rankingWeights } from "./ranking-weights";

describe("the ranking loss", () => {
  test("is the share of pairs of different results that are put the other way round", () => {
    const results = [1, 2, 3];
    expect(rankingLoss([10, 20, 30], results)).toBe(0);
    expect(rankingLoss([30, 20, 10], results)).toBe(1);
    expect(rankingLoss([20, 10, 30], results)).toBeCloseTo(1 / 3, 15);
    expect(rankingLoss([30, 20, 10], [1, 1, 2])).toBe(1);
    expect(rankingLoss([1, 2], [5, 5])).toBe(0);
  });

  test("compares a held-out draw with the results themselves", () => {
    // Draw 0 alone is wrong, and on the wrong side of both others: two of six ordered pairs.
    expect(leaveOneOutRankingLoss([9, 2, 3], [1, 2, 3])).toBeCloseTo(1 / 3, 15);
  });
});

describe("the weights", () => {
  const draws = (...losses: readonly number[]) => Float64Array.from(losses);

  test("are shares of draws won; they are not negative and sum to 1", () => {
    const { sources, target } = rankingWeights({
      sources: [draws(0.1, 0.3, 0.1, 0.1), draws(0.3, 0.1, 0.3, 0.3)],
      target: draws(0.2, 0.2, 0.2, 0.2),
    });
    expect(sources).toEqual([0.75, 0]); // the second's median is above the target's 95th percentile
    expect(target).toBe(0.25);
  });

  test("the target wins ties, and equal sources share", () => {
    const even = rankingWeights({ sources: [draws(0.1, 0), draws(0.1, 0)], target: draws(0.1, 0.2) });
    expect(even).toEqual({ sources: [0.25, 0.25], target: 0.5 });
  });

  test("a source that ranks the other way round gets nothing", () => {
    expect(rankingWeights({ sources: [draws(1, 0.9, 1)], target: draws(0.2, 0.3, 0.1) })).toEqual({
      sources: [0],
      target: 1,
    });
  });
});
