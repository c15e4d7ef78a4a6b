import { describe, expect, test } from "vitest";
import type { Objective } from "../problem";
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
    expect(rankingOf({ objectives: [{ ...objective, reference: 1.5 }] })(results, 3).map(({ trial }) => trial)).toEqual(
      [1, 0, 2],
    );
  });
});

describe("ranking where objectives name the worst that is of use", () => {
  const objectives = (one?: number, other?: number) =>
    [
      { metric: "a", direction: "minimize", reference: one },
      { metric: "b", direction: "minimize", reference: other },
    ] as const;
  const ranked = (results: readonly RungResult[], named: readonly Objective[], count = results.length) =>
    rankingOf({ objectives: named })(results, count).map(({ trial }) => trial);
  const spread = [
    result(0, [0, 10]),
    result(1, [2, 5]),
    result(2, [3, 3]),
    result(3, [6, 1]),
    result(4, [10, 0]),
    result(5, [4.5, 4.5]),
    result(6, null),
  ];

  test("what is within all of them moves on first, then what misses least, what is no number last", () => {
    // Trials 0 and 3 miss in one objective each and are a front, in which all have room; trial 4 misses more than 3.
    expect(ranked(spread, objectives(5, 5))).toEqual([1, 2, 5, 0, 3, 4, 6]);
    // Only one named: everything that keeps it is within, and the fronts are as ever.
    expect(ranked(spread, objectives(undefined, 4), 4).slice(0, 3).sort()).toEqual([2, 3, 4]);
  });

  test("without references, or with ones that all results keep by far, fronts are as they ever were", () => {
    const plain = ranked(spread, objectives(), 3);
    expect(plain).toEqual(byDominance(spread, 3).map(({ trial }) => trial));
    expect(ranked(spread, objectives(Number.NaN, Number.POSITIVE_INFINITY), 3)).toEqual(plain);
  });

  test("of the front within, those move on that add most hypervolume from the references on", () => {
    const front = [result(0, [0, 3.9]), result(1, [1, 2]), result(2, [3, 1])];
    expect(ranked(front, objectives(4, 4), 2)).toEqual([1, 2, 0]);
  });

  test("units, origins, signs and the order of the objectives make no difference", () => {
    const plain = ranked(spread, objectives(5, 5), 4);
    const changed = spread.map(({ trial, losses }) => result(trial, losses && [8 * losses[0] - 1000, losses[1] + 64]));
    expect(ranked(changed, objectives(8 * 5 - 1000, 5 + 64), 4)).toEqual(plain);
    const exchanged = spread.map(({ trial, losses }) => result(trial, losses && [...losses].reverse()));
    expect(ranked(exchanged, objectives(5, 5), 4)).toEqual(plain);
    const maximized = objectives(5, 5).map(({ metric, reference }): Objective => {
      return { metric, direction: "maximize", reference: -Number(reference) };
    });
    expect(ranked(spread, maximized, 4)).toEqual(plain); // losses are smaller-is-better already
  });
});
