import { describe, expect, test } from "vitest";
import type { LossEntry, Outcome } from "../../history";
import { improvementWeights } from "./improvement-weights";
import { rankTrials } from "./rank-trials";
import { goodCount, splitTrials } from "./split-trials";

const entry = (number: number, outcome: Outcome, losses: readonly number[] | null): LossEntry => ({
  number,
  assignments: {},
  fingerprint: String(number),
  outcome,
  losses,
  excess: [],
});
const completed = (losses: readonly (readonly number[])[]): LossEntry[] =>
  losses.map((each, number) => entry(number, "completed", each));
const numbersOf = (levels: Iterable<readonly LossEntry[]>): number[][] =>
  [...levels].map((level) => level.map(({ number }) => number));
const one = { gamma: 0.1, objectives: 1 };

describe("pitfall 22: the number of good trials", () => {
  test.each([
    [5, 1],
    [10, 1],
    [11, 2],
    [30, 3],
    [100, 10],
    [1000, 25],
  ])("of %i is %i", (count, good) => {
    expect(goodCount(count, one)).toBe(good);
  });

  test("has no cap with several objectives", () => {
    expect(goodCount(1000, { gamma: 0.1, objectives: 2 })).toBe(100);
  });
});

describe("trials are ranked", () => {
  test("completed ones by loss, then pruned ones by their last value, then pruned ones without; others not at all", () => {
    const levels = rankTrials([
      entry(0, "failed", null),
      entry(1, "pruned", null),
      entry(2, "pruned", [0.1]),
      entry(3, "completed", [7]),
      entry(4, "completed", null),
      entry(5, "completed", [-1e308]),
      entry(6, "infeasible", [-5]),
      entry(7, "completed", [1e308]),
      entry(8, "cancelled", [-9]),
    ]);
    expect(numbersOf(levels)).toEqual([[5], [3], [7], [2], [1]]);
  });

  test("by non-domination and then by added hypervolume with several objectives", () => {
    const levels = rankTrials(
      completed([
        [3, 3],
        [1, 5],
        [2, 3],
        [6.5, 0],
        [4, 1],
        [3, 2.2],
        [7, 7],
      ]),
    );
    // The knees of the front first, its ends late, then the fronts behind it.
    expect(numbersOf(levels)).toEqual([[4], [2], [5], [3], [1], [0], [6]]);
  });

  test("whatever the objectives' scale, sign or order, also between 1e308 and -1e308", () => {
    const losses = [
      [1, 5, 2],
      [2, 3, 2.5],
      [3, 2.5, 1],
      [4, 1, 4],
      [6, 0, 0],
    ];
    const ranks = (of: (point: readonly number[]) => number[]) => numbersOf(rankTrials(completed(losses.map(of))));
    const plain = ranks((point) => [...point]);
    expect(ranks(([a, b, c]) => [c, a, b])).toEqual(plain);
    expect(ranks(([a, b, c]) => [a - 1000, 8 * b, c * 1e300])).toEqual(plain);
    expect(ranks(([a, b, c]) => [(a - 3.5) * 4e307, b, c])).toEqual(plain);
  });
});

describe("the split", () => {
  test("takes the best completed trials, and none that failed", () => {
    const trials = [entry(0, "failed", null), entry(1, "completed", [2]), entry(2, "completed", [1])];
    const split = splitTrials(trials, one);
    expect(trials.map(split.goodness)).toEqual([0, 0, 1]);
    expect(split).toMatchObject({ good: 1, ranked: 2, boundary: 2 });
  });

  test("pitfall 47: of trials that nothing tells apart each is good in equal part, whatever its number", () => {
    const plateau = completed(Array.from({ length: 40 }, (_, index) => [index === 7 ? 0 : 1]));
    const { goodness } = splitTrials(plateau, one);
    expect(goodness(plateau[7] ?? entry(7, "failed", null))).toBe(1);
    const parts = new Set(plateau.filter(({ number }) => number !== 7).map(goodness));
    expect([...parts]).toEqual([3 / 39]);
  });

  test("of nothing is nothing", () => {
    expect(splitTrials([entry(0, "failed", null)], one)).toMatchObject({
      good: 0,
      ranked: 0,
      boundary: null,
      best: [],
    });
  });
});

describe("good trials weigh by their improvement", () => {
  test("half of it, and 1 on average", () => {
    expect(improvementWeights([1, 3, 5], 5)).toEqual([1.5, 1, 0.5]);
  });

  test("and alike where nothing is to be compared, or nothing can be computed", () => {
    expect(improvementWeights([1, 2], null)).toEqual([1, 1]);
    expect(improvementWeights([2, 2], 2)).toEqual([1, 1]);
    expect(improvementWeights([], 2)).toEqual([]);
  });

  test("finite between -1e308 and 1e308", () => {
    expect(improvementWeights([-1e308, 1e308, 1e308], 1e308)).toEqual([2, 0.5, 0.5]);
    for (const weight of improvementWeights([0, 5e-324], 1e-323)) expect(Number.isFinite(weight)).toBe(true);
  });

  test("whatever the unit of the loss and where it is zero", () => {
    const weights = improvementWeights([1, 2, 4], 8);
    const scaled = improvementWeights([1e-6 - 7, 2e-6 - 7, 4e-6 - 7], 8e-6 - 7);
    for (const [index, weight] of weights.entries()) expect(scaled[index]).toBeCloseTo(weight, 6);
  });
});
