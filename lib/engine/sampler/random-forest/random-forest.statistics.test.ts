/** Guarantees that hold on average, over seeds. Rates are our own targets (research, section 4.6). */
import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import type { PendingTrial } from "../../history";
import { compileSpace } from "../../space/compiled-space";
import { pointUnits } from "../../space/point-units";
import type { Assignments } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { branin, hartmann6, type KnownObjective, sphere, threeBranches } from "../../testing/known-objectives";
import { bestLoss, playStudy } from "../../testing/play-study";

const sampler = "random-forest";
const seeds = (count: number): string[] => Array.from({ length: count }, (_, index) => `statistics ${index}`);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const bests = (name: typeof sampler | "random", objective: KnownObjective, count: number, trials: number): number[] =>
  seeds(count).map((seed) =>
    bestLoss(playStudy({ sampler: name, space: objective.space, seed, trials, evaluate: objective.loss })),
  );

describe("after 100 trials, median of five seeds", () => {
  test.each([
    ["the sphere", sphere, 2],
    ["Branin", branin, 0.1],
    ["Hartmann-6", hartmann6, 0.5],
    ["a tree of three branches", threeBranches, 0.1],
  ])("%s is found, and better than by random search", (_, objective, target) => {
    const learned = median(bests(sampler, objective, 5, 100));
    expect(learned).toBeLessThan(target);
    expect(learned).toBeLessThan(median(bests("random", objective, 5, 100)));
  });
});

test("pitfall 19: eight asks on Branin after ten results, none told, keep more than 0.05 apart in each of 20 seeds", () => {
  const compiled = compileSpace(branin.space);
  const apart = seeds(20).map((seed) => {
    const history = playStudy({ sampler, space: branin.space, seed, trials: 10, evaluate: branin.loss });
    const problem = { space: branin.space, objectives: [{ metric: "loss", direction: "minimize" as const }], seed };
    const pending: PendingTrial[] = [];
    for (let number = 10; number < 18; number += 1) {
      const request = { problem, sampler: { name: sampler, options: {} }, history, pending, numbers: [number] };
      pending.push({ number, assignments: suggest(request).suggestions[0].assignments });
    }
    const points = pending.map(({ assignments }) => pointUnits(compiled, assignments));
    const distances = points.flatMap((one, index) =>
      points.slice(0, index).map((other) => Math.hypot(one[0] - other[0], one[1] - other[1])),
    );
    return Math.min(...distances);
  });
  expect(Math.min(...apart)).toBeGreaterThan(0.05);
});

test("pitfall 37: where 30 % of the space fails, fewer than 8 % of the last 50 of 100 trials do", () => {
  const space = mustParse(
    Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { type: "float", low: 0, high: 1 }])),
  );
  const evaluate = ({ a, b, c, d }: Assignments): number | null =>
    Number(a) > 0.7 ? null : (Number(a) - 0.6) ** 2 + (Number(b) - 0.2) ** 2 + Number(c) / 2 + Number(d) / 4;
  const rates = seeds(10).map((seed) => {
    const late = playStudy({ sampler, space, seed, trials: 100, evaluate }).slice(50);
    return late.filter(({ outcome }) => outcome === "failed").length / late.length;
  });
  expect(rates.reduce((sum, rate) => sum + rate, 0) / rates.length).toBeLessThan(0.08);
});

test("pitfall 39: the branch with the worst mean but the best optimum is found in at least 27 of 30 seeds", () => {
  const found = bests(sampler, threeBranches, 30, 100).filter((best) => best < 0.3);
  expect(found.length).toBeGreaterThanOrEqual(27);
});

test("pitfall 47: on a plateau, accuracy in steps of 1/150, it is not worse than random search", () => {
  const space = mustParse({
    rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
    width: { type: "int", low: 4, high: 256, scale: "log" },
    drop: { type: "float", low: 0, high: 0.9 },
    norm: { type: "categorical", choices: ["batch", "layer", "none"] },
  });
  const loss = ({ rate, width, drop, norm }: Assignments): number => {
    const error =
      0.1 +
      0.02 * (Math.log10(Number(rate)) + 2) ** 2 +
      0.01 * (Math.log2(Number(width)) - 6) ** 2 +
      0.05 * Number(drop) +
      (norm === "layer" ? 0 : 0.01);
    return Math.round(error * 150) / 150;
  };
  const learned = bests(sampler, { space, loss }, 20, 50);
  const random = bests("random", { space, loss }, 20, 50);
  const worse = learned.filter((best, index) => best > random[index]).length;
  // Sign test: 15 or more of 20 would be significant at 5 %.
  expect(worse).toBeLessThan(15);
});
