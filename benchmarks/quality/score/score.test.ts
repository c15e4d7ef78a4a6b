import { describe, expect, test } from "vitest";
import { standardNormal } from "@/lib/engine/rng/distributions";
import { makeRng } from "@/lib/engine/rng/rng";
import type { Trace } from "../play/trace";
import { hierarchicalBootstrap } from "./bootstrap";
import type { ProblemResult } from "./collect";
import { compare, meanRanks, meanRegret, score } from "./compare";
import { normalizedRegret, pooledBest, recommendedValue, regretAt } from "./regret";
import { holm, wilcoxon } from "./wilcoxon";

const trace = (fields: Partial<Trace>): Trace => ({ seed: 0, print: "p", askMs: 1, told: [], ...fields });

describe("normalized regret", () => {
  const minimized = { direction: "minimize", random: 10, best: 2 } as const;
  const maximized = { direction: "maximize", random: -10, best: -2 } as const;

  test("is 0 at the best value, 1 at the random one, and linear between, in either direction", () => {
    for (const [sign, scale] of [
      [1, minimized],
      [-1, maximized],
    ] as const) {
      expect(normalizedRegret(sign * 2, scale)).toBeCloseTo(0, 12);
      expect(normalizedRegret(sign * 10, scale)).toBe(1);
      expect(normalizedRegret(sign * 4, scale)).toBe(0.25);
    }
  });

  test("is clipped to [-1, 1]; nothing that succeeded counts as random", () => {
    expect(normalizedRegret(1e30, minimized)).toBe(1);
    expect(normalizedRegret(-1e30, minimized)).toBe(-1);
    expect(normalizedRegret(null, minimized)).toBe(1);
    expect(regretAt(trace({ told: [null, null] }), 2, minimized)).toBe(1);
  });

  test("takes the true value of the best one told, not the best true value", () => {
    const lucky = trace({ told: [5, 3, 4], true: [2.5, 9, 4] });
    expect(recommendedValue(lucky, 1, "minimize")).toBe(2.5);
    expect(recommendedValue(lucky, 3, "minimize")).toBe(9);
    expect(recommendedValue(lucky, 3, "maximize")).toBe(2.5);
  });

  test("takes the recommended trial where there is one, and never looks past the budget", () => {
    const advised = trace({ told: [5, 3, 4, 0], true: [2.5, 9, 4, 7], recommended: { "3": 0 } });
    expect(recommendedValue(advised, 3, "minimize")).toBe(2.5);
    expect(recommendedValue(advised, 2, "minimize")).toBe(9);
    expect(recommendedValue(trace({ told: [5, null, -1] }), 2, "minimize")).toBe(5);
  });

  test("measures from the best value any trace has seen, when that was only searched for", () => {
    expect(pooledBest(minimized, [trace({ told: [5, 1, null] }), trace({ told: [0], true: [3] })])).toBe(1);
    expect(pooledBest(maximized, [trace({ told: [-5, -1] })])).toBe(-1);
    expect(pooledBest(minimized, [])).toBe(2);
  });
});

describe("Wilcoxon's signed-rank test", () => {
  test("A12, pitfall 34: five positive differences have p = 1/32 one-sided, four have 1/16", () => {
    expect(wilcoxon([1, 2, 3, 4, 5]).greater).toBe(1 / 32);
    expect(wilcoxon([0.4, 0.1, 0.3, 0.2]).greater).toBe(1 / 16);
    expect(wilcoxon([-1, -2, -3, -4, -5]).less).toBe(1 / 32);
    expect(wilcoxon([1, 2, 3, 4, 5]).twoSided).toBe(1 / 16);
  });

  test("counts the choices of signs one by one, ties and zeros included", () => {
    const differences = [1, -1, 2, 0, 3, -2, 2];
    expect(wilcoxon(differences).greater).toBeCloseTo(byEnumeration(differences), 12);
    expect(wilcoxon([]).twoSided).toBe(1);
    expect(wilcoxon([0, 0, 0]).twoSided).toBe(1);
  });

  test("is symmetric: swapping the two sides swaps the tails", () => {
    const rng = makeRng({ seed: "wilcoxon", purpose: "test", number: 0 });
    const differences = Array.from({ length: 50 }, () => standardNormal(rng) + 0.2);
    const [one, other] = [wilcoxon(differences), wilcoxon(differences.map((value) => -value))];
    expect(one.greater).toBeCloseTo(other.less, 12);
    expect(one.twoSided).toBeCloseTo(other.twoSided, 12);
  });

  test("Holm's correction multiplies in steps, keeps the order and stays below 1", () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

/** P(rank sum of positives at least as observed) by all 2^n signs; zeros keep their ranks and do not flip. */
function byEnumeration(differences: readonly number[]): number {
  const sorted = differences.map(Math.abs).toSorted((one, other) => one - other);
  const rank = (value: number): number => {
    const size = Math.abs(value);
    return (sorted.indexOf(size) + sorted.lastIndexOf(size)) / 2 + 1;
  };
  const flipping = differences.filter((value) => value !== 0).map(rank);
  const observed = differences.reduce((sum, value) => sum + (value > 0 ? rank(value) : 0), 0);
  let atLeast = 0;
  for (let signs = 0; signs < 2 ** flipping.length; signs += 1) {
    const sum = flipping.reduce((total, value, index) => total + (signs & (1 << index) ? value : 0), 0);
    if (sum >= observed - 1e-9) atLeast += 1;
  }
  return atLeast / 2 ** flipping.length;
}

describe("the hierarchical bootstrap", () => {
  const rng = () => makeRng({ seed: "bootstrap", purpose: "test", number: 0 });

  test("is a point where nothing varies", () => {
    expect(
      hierarchicalBootstrap(
        [
          [2, 2],
          [2, 2, 2],
        ],
        200,
        rng(),
      ),
    ).toEqual({ mean: 2, low: 2, high: 2 });
  });

  test("covers the mean of made-up problems about 95 times in 100, and counts problems, not seeds", () => {
    const draws = makeRng({ seed: "bootstrap", purpose: "made-up", number: 0 });
    let covered = 0;
    let width = 0;
    for (let study = 0; study < 200; study += 1) {
      const problems = Array.from({ length: 30 }, () => {
        const center = standardNormal(draws);
        return Array.from({ length: 5 }, () => center + 0.5 * standardNormal(draws));
      });
      const { low, high } = hierarchicalBootstrap(problems, 300, rng());
      covered += Number(low <= 0 && high >= 0);
      width += (high - low) / 200;
    }
    expect(covered / 200).toBeGreaterThan(0.9);
    expect(covered / 200).toBeLessThan(0.995);
    // 2 · 1.96 · sqrt((1 + 0.25 / 5) / 30) = 0.733; were seeds the sample it would be 2.2 times narrower.
    expect(width).toBeGreaterThan(0.62);
    expect(width).toBeLessThan(0.9);
  });
});

describe("comparisons", () => {
  const result = (problem: string, regrets: Record<string, readonly number[]>): ProblemResult => ({
    problem,
    family: "mixed",
    regrets: new Map(
      Object.entries(regrets).map(([name, values]) => [name, new Map(values.map((value, seed) => [seed, [value]]))]),
    ),
  });
  const results = [
    result("a", { ours: [0.1, 0.3], rival: [0.3, 0.5], other: [0.1, 0.3] }),
    result("b", { ours: [0.4, 0.4], rival: [0.2], other: [0.5, 0.5] }),
    result("c", { ours: [0.2], rival: [0.2004] }),
  ];

  test("pair by problem and seed, positive where ours is better, and count losses", () => {
    const { problems, wins, ties, losses, difference } = compare(results, { one: "ours", other: "rival" }, 0);
    expect({ problems, wins, ties, losses }).toEqual({ problems: 3, wins: 1, ties: 1, losses: 1 });
    expect(difference.mean).toBeCloseTo((100 * (0.2 - 0.2 + 0.0004)) / 3, 10);
  });

  test("mirror each other when the two are swapped", () => {
    const one = compare(results, { one: "ours", other: "rival" }, 0);
    const swapped = compare(results, { one: "rival", other: "ours" }, 0);
    expect(swapped.difference.mean).toBeCloseTo(-one.difference.mean, 12);
    expect(swapped.probability).toBeCloseTo(one.probability, 12);
  });

  test("score over the problems a player has; ranks over those that all have, ties shared", () => {
    expect(meanRegret(results[2], "other", 0)).toBeNull();
    expect(score(results, "other", 0)).toEqual({ score: expect.closeTo(65, 10), problems: 2 });
    expect(meanRanks(results, ["ours", "rival", "other"], 0)).toEqual([1.75, 2, 2.25]);
  });

  test("a rival without traces on common problems is compared on none", () => {
    expect(compare([result("d", { ours: [0.1] })], { one: "ours", other: "rival" }, 0).problems).toBe(0);
  });
});
