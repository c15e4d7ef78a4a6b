/** Guarantees that hold on average, over seeds. Rates are our own targets (research, section 4.6). */
import { describe, expect, test } from "vitest";
import type { HistoryEntry } from "../../history";
import { mustParse } from "../../testing/arbitrary-space";
import { branin, hartmann6, type KnownObjective, sphere, threeBranches } from "../../testing/known-objectives";
import { bestLoss, playStudy } from "../../testing/play-study";

const seeds = (count: number): string[] => Array.from({ length: count }, (_, index) => `statistics ${index}`);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const bests = (sampler: "tpe" | "random", { space, loss }: KnownObjective, count: number, trials: number): number[] =>
  seeds(count).map((seed) => bestLoss(playStudy({ sampler, space, seed, trials, evaluate: loss })));

describe("after 100 trials, median of five seeds", () => {
  test.each([
    ["the sphere", sphere, 1],
    ["Branin", branin, 0.15],
    ["Hartmann-6", hartmann6, 0.5],
    ["a tree of three branches", threeBranches, 0.05],
  ])("%s is found, and better than by random search", (_, objective, target) => {
    const learned = median(bests("tpe", objective, 5, 100));
    expect(learned).toBeLessThan(target);
    expect(learned).toBeLessThan(median(bests("random", objective, 5, 100)));
  });
});

test("pitfall 37: where 30 % of the space fails, fewer than 8 % of the last 50 of 100 trials do", () => {
  const space = mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } });
  const failed = (history: readonly HistoryEntry[]): number =>
    history.slice(50).filter(({ outcome }) => outcome === "failed").length;
  const rates = seeds(10).map((seed) => {
    const evaluate = ({ x, y }: Record<string, unknown>) =>
      Number(x) > 0.7 ? null : (Number(x) - 0.5) ** 2 + (Number(y) - 0.4) ** 2;
    return failed(playStudy({ sampler: "tpe", space, seed, trials: 100, evaluate })) / 50;
  });
  expect(rates.reduce((sum, rate) => sum + rate, 0) / rates.length).toBeLessThan(0.08);
});

test("pitfall 39: the branch with the worst mean but the best optimum is found in at least 27 of 30 seeds", () => {
  const found = bests("tpe", threeBranches, 30, 100).filter((best) => best < 0.3);
  expect(found.length).toBeGreaterThanOrEqual(27);
});

test("pitfall 47: on a plateau, accuracy in steps of 1/150, it is not worse than random search", () => {
  const space = mustParse({
    rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
    width: { type: "int", low: 4, high: 256, scale: "log" },
    drop: { type: "float", low: 0, high: 0.9 },
  });
  const loss = ({ rate, width, drop }: Record<string, unknown>): number => {
    const error =
      0.1 +
      0.02 * (Math.log10(Number(rate)) + 2) ** 2 +
      0.01 * (Math.log2(Number(width)) - 6) ** 2 +
      0.05 * Number(drop);
    return Math.round(error * 150) / 150;
  };
  const learned = bests("tpe", { space, loss }, 20, 50);
  const random = bests("random", { space, loss }, 20, 50);
  const worse = learned.filter((best, index) => best > (random[index] ?? 0)).length;
  const better = learned.filter((best, index) => best < (random[index] ?? 0)).length;
  expect(worse).toBeLessThanOrEqual(better);
});

test("pitfall 49: a wrong prior is overruled: after 100 trials the regret is within 1.5 times that without it", () => {
  const loss = ({ x, y }: Record<string, unknown>): number => (Number(x) - 0.8) ** 2 + (Number(y) - 0.2) ** 2;
  const axis = (mean?: number) => ({
    type: "float",
    low: 0,
    high: 1,
    ...(mean !== undefined && { prior: { type: "normal", mean, sd: 0.1 } }),
  });
  const wrong = mustParse({ x: axis(0.2), y: axis(0.8) });
  const none = mustParse({ x: axis(), y: axis() });
  // Regrets as distances; anything below a hundredth of the range counts as found.
  const distance = (space: typeof wrong): number =>
    Math.max(0.01, Math.sqrt(median(bests("tpe", { space, loss }, 15, 100))));
  expect(distance(wrong)).toBeLessThanOrEqual(1.5 * distance(none));
});
