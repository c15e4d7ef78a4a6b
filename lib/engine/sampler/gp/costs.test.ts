/** Trials that cost unequally much. */
import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import { type HistoryEntry, toLossEntry } from "../../history";
import { plainKernels } from "../../linalg/plain-kernels";
import type { SuggestMessage } from "../../messages";
import { makeRng } from "../../rng/rng";
import { compileSpace } from "../../space/compiled-space";
import type { Assignments } from "../../space/space";
import { conditionCost, costData } from "../../surrogate/gp/cost-model";
import { featureMap } from "../../surrogate/gp/features";
import { mustParse } from "../../testing/arbitrary-space";
import { costPower } from "./cost-power";
import { GpOptions } from "./definition";
import { toObservations } from "./observations";

const space = mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } });

/** Two basins, as good as each other. */
const basins = ({ x, y }: Assignments): number =>
  Math.min((Number(x) - 0.2) ** 2, (Number(x) - 0.8) ** 2) + (Number(y) - 0.5) ** 2;

/** 1 at one end, 10,000 at the other. */
const steep = ({ x }: Assignments): number => 10_000 ** Number(x);

interface Study {
  readonly cost?: (assignments: Assignments) => number;
  readonly costs?: "auto" | "ignore";
  readonly seed?: string;
  readonly several?: boolean;
  readonly maxTrials?: number;
}

const trial = (number: number, assignments: Assignments, { cost }: Study): HistoryEntry => ({
  number,
  assignments,
  outcome: "completed",
  values: { loss: basins(assignments), size: Number(assignments.y) },
  ...(cost && { cost: cost(assignments) }),
});

function drawn(count: number, study: Study): HistoryEntry[] {
  const rng = makeRng({ seed: study.seed ?? "costs", purpose: "test", number: 0 });
  return Array.from({ length: count }, (_, number) => trial(number, { x: rng.uniform(), y: rng.uniform() }, study));
}

const message = (
  history: readonly HistoryEntry[],
  { costs = "auto", seed = "costs", several, maxTrials = 100 }: Study,
): SuggestMessage => ({
  problem: {
    space,
    objectives: [
      { metric: "loss", direction: "minimize" },
      ...(several ? [{ metric: "size", direction: "minimize" } as const] : []),
    ],
    maxTrials,
    seed,
  },
  sampler: { name: "gp", options: { costs } },
  effort: { candidates: 96, searches: 2 },
  history,
  pending: [],
  numbers: [history.length],
});

/** What follows on 22 trials drawn at random, one after the other. */
function follow(study: Study, trials: number): readonly HistoryEntry[] {
  const history = drawn(22, study);
  for (let step = 0; step < trials; step += 1) {
    const [{ assignments }] = suggest(message(history, study)).suggestions;
    history.push(trial(history.length, assignments, study));
  }
  return history.slice(22);
}

const isCheap = ({ assignments }: HistoryEntry): boolean => Number(assignments.x) < 0.5;

test("of two basins as good as each other the cheap one gets more of the early trials than without costs", () => {
  let [priced, plain] = [0, 0];
  for (const seed of ["a", "b", "c"]) {
    priced += follow({ cost: steep, seed, maxTrials: 1_000 }, 5).filter(isCheap).length;
    plain += follow({ cost: steep, seed, costs: "ignore", maxTrials: 1_000 }, 5).filter(isCheap).length;
  }
  expect(priced).toBeGreaterThanOrEqual(plain + 4);
});

test("the unit of the costs makes no difference but for rounding", () => {
  const inSeconds = follow({ cost: steep }, 4);
  for (const unit of [1 / 3600, 1e12]) {
    const inUnit = follow({ cost: (assignments) => unit * steep(assignments) }, 4);
    for (const [step, { assignments }] of inUnit.entries()) {
      expect(Number(assignments.x)).toBeCloseTo(Number(inSeconds[step].assignments.x), 2);
      expect(Number(assignments.y)).toBeCloseTo(Number(inSeconds[step].assignments.y), 2);
    }
  }
});

test("costs that hardly differ, that are no positive numbers or that are to be ignored change nothing", () => {
  const plain = suggest(message(drawn(22, {}), {}));
  const hardly = drawn(22, { cost: ({ x }) => 1 + 5 * Number(x) });
  expect(suggest(message(hardly, {}))).toEqual(plain);
  const wrong = [0, -1, Number.NaN, Number.POSITIVE_INFINITY];
  const nonsense = drawn(22, {}).map((entry, index) => ({ ...entry, cost: wrong[index % 4] }));
  expect(suggest(message(nonsense, {}))).toEqual(plain);
  expect(suggest(message(drawn(22, { cost: steep }), { costs: "ignore" }))).toEqual(plain);
});

test.each([false, true])("the origin says that costs count, and how much; several objectives: %s", (several) => {
  const [{ origin }] = suggest(message(drawn(22, { cost: steep }), { several })).suggestions;
  expect(origin.acquisition?.name).toBe(several ? "log-ehvi-per-cost" : "log-ei-per-cost");
  expect(origin.why).toMatch(/per expected cost to the power of 0\.56\.$/); // 1 - 22 / 50
});

test("a study with costs that is served trial by trial and one that nothing is remembered of get the same suggestion", () => {
  const history = drawn(48, { cost: steep });
  const served = [44, 45, 46, 47, 48].map((count) => suggest(message(history.slice(0, count), {}))).at(-1);
  // Other studies take its place in memory.
  for (let other = 0; other < 20; other += 1) suggest(message(history.slice(0, 3), { seed: `other ${other}` }));
  expect(suggest(message(history, {}))).toEqual(served);
});

describe("how much costs count", () => {
  const observed = (logCosts: readonly (number | null)[]) =>
    logCosts.map((logCost, index) => ({
      fingerprint: String(index),
      units: Float64Array.of(0.5),
      loss: index,
      repeats: 1,
      excess: [],
      feasible: true,
      logCost,
      costs: logCost === null ? 0 : 1,
    }));
  const spread = (count: number) => observed(Array.from({ length: count }, (_, index) => (4 * index) / (count - 1)));
  const problem = { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "power" } as const;
  const power = (ended: number, count: number, maxTrials?: number, options: Partial<GpOptions> = {}): number =>
    costPower(
      { problem: { ...problem, ...(maxTrials && { maxTrials }) }, options: GpOptions.parse(options), ended },
      spread(count),
    );

  test("falls in a line to nothing at half of the budget, or at 100 trials where none is known", () => {
    expect([20, 50, 75, 99, 100, 150].map((ended) => power(ended, 20, 200))).toEqual([
      expect.closeTo(0.8),
      0.5,
      0.25,
      expect.closeTo(0.01),
      0,
      0,
    ]);
    expect(power(25, 25, 1_000)).toBe(0.95);
    expect([25, 75, 100].map((ended) => power(ended, 25))).toEqual([0.75, 0.25, 0]);
  });

  test("nothing below twenty costs, below a ratio of ten between the 95th and the 5th percentile, and without log-ei", () => {
    expect(power(19, 19, 1_000)).toBe(0);
    expect(costPower({ problem, options: GpOptions.parse({}), ended: 30 }, observed([...Array(29).fill(0), 9]))).toBe(
      0,
    );
    expect(power(25, 25, 1_000, { acquisition: "ucb" })).toBe(0);
  });
});

describe("the model of costs", () => {
  const compiled = compileSpace(space);
  const means = { kernels: plainKernels, features: featureMap(compiled) };
  const units = drawn(30, {}).map(({ assignments: { x, y } }) => Float64Array.of(Number(x), Number(y)));
  const data = costData(
    units.map((place) => ({ units: place, loss: place[1], costs: 1, logCost: Math.log(10_000) * place[0] })),
  );
  if (!data) throw new Error("The costs differ.");
  const hyperparameters = { weights: Float64Array.of(2, 0.1), signal: 1, noise: 1e-4 };
  const price = conditionCost(means, data, { hyperparameters, power: 0.5 });
  if (!price) throw new Error("The model can be computed.");
  const at = (x: number, y: number) => means.features.toFeatures([Float64Array.of(x, y)]);

  test("knows what a trial will cost relative to another", () => {
    const [cheap] = price.value(at(0.3, 0.5));
    const [dear] = price.value(at(0.7, 0.5));
    expect(cheap - dear).toBeCloseTo(0.5 * Math.log(10_000) * 0.4, 1);
  });

  test("has the gradient of its differences", () => {
    const step = 1e-5;
    for (const [x, y] of [
      [0.1, 0.9],
      [0.5, 0.4],
      [0.97, 0.03],
    ]) {
      const { value, gradient } = price.withGradient(at(x, y));
      expect(value).toEqual(price.value(at(x, y)));
      const byX = (price.value(at(x + step, y))[0] - price.value(at(x - step, y))[0]) / (2 * step);
      const byY = (price.value(at(x, y + step))[0] - price.value(at(x, y - step))[0]) / (2 * step);
      expect(gradient[0]).toBeCloseTo(byX, 4);
      expect(gradient[1]).toBeCloseTo(byY, 4);
    }
  });

  test("is as sure of a cost as of so many repeats that told one, however many did not", () => {
    const entries = [1, undefined, 4, undefined, 9].map((cost, number): HistoryEntry => {
      const assignments = { x: number < 4 ? 0.25 : 0.75, y: 0.5 };
      return { number, assignments, outcome: "completed", values: { loss: number }, ...(cost && { cost }) };
    });
    const told = entries.map((entry) =>
      toLossEntry({ space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "costs" }, entry),
    );
    expect(costData(toObservations(compiled, { entries: told }).observed)?.noiseScale).toEqual(
      Float64Array.of(1 / 2, 1),
    );
  });

  test("is none of costs that are all the same, or of none", () => {
    const one = { units: units[0], loss: 0, costs: 1 };
    expect(
      costData([
        { ...one, logCost: 3 },
        { ...one, logCost: 3 },
      ]),
    ).toBeNull();
    expect(costData([{ ...one, logCost: null }])).toBeNull();
  });
});
