import { describe, expect, test } from "vitest";
import { byDominance, rankingOf } from "./rank-results";
import type { RungResult } from "./rung-table";

const result = (trial: number, losses: readonly number[] | null): RungResult => ({
  trial,
  losses,
  step: 1,
  verdict: "pause",
  why: "",
});
const order = (results: readonly RungResult[], count: number): readonly number[] =>
  byDominance(results, count).map(({ trial }) => trial);

describe("ranking by non-domination", () => {
  test("fronts come one after the other, what is no number last, equal points by number", () => {
    const results = [result(5, null), result(4, [3, 3]), result(3, [1, 2]), result(2, [2, 1]), result(1, [1, 2])];
    expect(order(results, 3)).toEqual([1, 2, 3, 4, 5]);
  });

  test("of a front that does not fit, those move on that together dominate most, whatever the objectives' units", () => {
    // A crowd at one end and one trial in the middle: any two of the crowd dominate hardly more than one of it.
    const front = [
      result(0, [0, 10]),
      result(1, [0.1, 9.9]),
      result(2, [0.2, 9.8]),
      result(3, [4, 4]),
      result(4, [10, 0]),
    ];
    expect(order(front, 2).slice(0, 1)).toEqual([3]);
    const scaled = front.map(({ trial, losses }) => result(trial, losses && [losses[0] * 1e6, losses[1]]));
    expect(order(scaled, 2)).toEqual(order(front, 2));
    const exchanged = front.map(({ trial, losses }) => result(trial, losses && [...losses].reverse()));
    expect(order(exchanged, 2)).toEqual(order(front, 2));
  });

  test("one objective is ranked by its loss", () => {
    const objective = { metric: "loss", direction: "minimize" } as const;
    const results = [result(0, [2]), result(1, [1]), result(2, null)];
    expect(rankingOf({ objectives: [objective] })(results, 3).map(({ trial }) => trial)).toEqual([1, 0, 2]);
    expect(rankingOf({ objectives: [objective, objective] })).toBe(byDominance);
  });
});
