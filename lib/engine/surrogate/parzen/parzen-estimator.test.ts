/**
 * Known answers A6 of the research on algorithms, and further ones computed with Optuna 5.0.0
 * (`_ParzenEstimator` with prior weight 1, magic clip, no end points, multivariate).
 */
import { describe, expect, test } from "vitest";
import { makeRng } from "../../rng/rng";
import { compileSpace } from "../../space/compiled-space";
import { encodeAssignments } from "../../space/encode";
import type { Assignments, Space } from "../../space/space";
import { logSumExp } from "../../stats/log-sum-exp";
import { mustParse } from "../../testing/arbitrary-space";
import { ascendingOrder } from "./ascending-order";
import { bandwidths } from "./bandwidths";
import { recencyWeights } from "./kernel-weights";
import { parzenAxis } from "./parzen-axis";
import { type ParzenEstimator, parzenEstimator } from "./parzen-estimator";

/** The estimator of these observations over all parameters of the space, with the age weights. */
function estimatorOf(space: Space, observations: readonly Assignments[]): ParzenEstimator {
  const compiled = compileSpace(space);
  const points = observations.map((assignments) => encodeAssignments(space, assignments));
  const axes = compiled.free.map((index) => parzenAxis(compiled.parameters[index]));
  const columns = axes.map((_, axis) => Float64Array.from(points, (point) => point[axis]));
  return parzenEstimator(axes, { columns, weights: recencyWeights(points.length), priorWeight: 1 });
}

const logDensities = (space: Space, observations: readonly Assignments[], at: readonly Assignments[]): number[] => {
  const estimator = estimatorOf(space, observations);
  return at.map((assignments) => estimator.logDensity(encodeAssignments(space, assignments)));
};

const expectClose = (actual: readonly number[], expected: readonly number[], tolerance: number): void => {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of actual.entries()) {
    expect(Math.abs(value - (expected[index] ?? Number.NaN)), `number ${index}`).toBeLessThan(tolerance);
  }
};

const x = mustParse({ x: { type: "float", low: 0, high: 1 } });
const n = mustParse({ n: { type: "int", low: 1, high: 10 } });

describe("pitfall 22: weights", () => {
  test("of 30 ramp up to 1 over all but the newest 25", () => {
    const weights = [...recencyWeights(30)];
    expectClose(weights.slice(0, 5), [1 / 30, 0.275, 0.516666666667, 0.758333333333, 1], 1e-9);
    expect(weights.slice(5)).toEqual(new Array(25).fill(1));
  });

  test.each([0, 1, 24, 25])("of %i are all 1", (count) => {
    expect([...recencyWeights(count)]).toEqual(new Array(count).fill(1));
  });

  test("of 26 leave the oldest a twenty-sixth", () => {
    expect(recencyWeights(26)[0]).toBe(1 / 26);
  });
});

test("numbers are put in order, equal ones by index, far ones and those a hair apart too", () => {
  const rng = makeRng({ seed: "order", purpose: "parzen", number: 0 });
  const numbers = Float64Array.from({ length: 3_000 }, (_, index) => {
    if (index % 7 === 0) return 0.25;
    if (index % 11 === 0) return 0.75 + index * 1e-15;
    return index % 13 === 0 ? 1e308 * (rng.uniform() - 0.5) : 1.5 * rng.uniform() - 0.25;
  });
  const expected = [...numbers.keys()].sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0) || a - b);
  expect([...ascendingOrder(numbers)]).toEqual(expected);
  const few = numbers.map((number, index) => (index % 100 < 2 ? number : Number.NaN));
  expect([...ascendingOrder(few)]).toEqual(expected.filter((index) => index % 100 < 2));
});

describe("pitfall 23: bandwidths", () => {
  test("reach to the farther neighbour", () => {
    expectClose([...bandwidths(Float64Array.of(0.2, 0.5, 0.9))], [0.3, 0.4, 0.4], 1e-12);
  });

  test("do not depend on the order of the observations", () => {
    expectClose([...bandwidths(Float64Array.of(0.9, 0.2, 0.5))], [0.4, 0.3, 0.4], 1e-12);
  });

  test("of a single observation reach to the farther end, and are within [1 / min(100, n + 2), 1]", () => {
    expect([...bandwidths(Float64Array.of(0.3))]).toEqual([0.7]);
    const copies = new Float64Array(50).fill(0.5);
    expect(new Set(bandwidths(copies))).toEqual(new Set([1 / 52]));
    const many = Float64Array.from({ length: 500 }, (_, index) => index / 499);
    expect(Math.min(...bandwidths(many))).toBe(0.01);
  });

  test("of copies share their gap", () => {
    expectClose([...bandwidths(Float64Array.of(0.1, 0.5, 0.5, 0.7))], [0.4, 0.2, 0.2, 0.2], 1e-12);
  });

  test("give the log densities of A6", () => {
    const observations = [0.2, 0.5, 0.9].map((value) => ({ x: value }));
    const at = [0, 0.25, 0.5, 0.75, 1].map((value) => ({ x: value }));
    const expected = [-0.266082497153, 0.064757242544, 0.10038905108, -0.007991982729, -0.223862933197];
    expectClose(logDensities(x, observations, at), expected, 1e-9);
  });
});

describe("against Optuna 5.0.0", () => {
  test("thirty observations, of which the oldest count less", () => {
    const observations = [
      0.417, 0.7203, 0.0001, 0.3023, 0.1468, 0.0923, 0.1863, 0.3456, 0.3968, 0.5388, 0.4192, 0.6852, 0.2045, 0.878,
      0.0274, 0.6705, 0.4173, 0.5587, 0.1404, 0.1981, 0.8007, 0.9683, 0.3134, 0.6923, 0.8764, 0.8946, 0.085, 0.0391,
      0.1698, 0.8781,
    ].map((value) => ({ x: value }));
    const at = [0, 0.3, 0.6, 0.97].map((value) => ({ x: value }));
    const expected = [0.2287784425695527, -0.03949082420054528, -0.8291855739285283, -0.5732842306691118];
    expectClose(logDensities(x, observations, at), expected, 1e-9);
  });

  test("levels of an int are integrals over their cells", () => {
    const observations = [2, 5, 9].map((value) => ({ n: value }));
    const at = Array.from({ length: 10 }, (_, index) => ({ n: index + 1 }));
    const expected = [
      -2.3682855043254545, -2.2531747955348953, -2.193235976420972, -2.1791121855199003, -2.1985435711826375,
      -2.239790120810307, -2.2952540276391113, -2.3633726082809914, -2.4476003400377104, -2.553458464778095,
    ];
    expectClose(logDensities(n, observations, at), expected, 1e-9);
  });

  test("A6: categories a, a, c of {a, b, c}", () => {
    const space = mustParse({ c: { type: "categorical", choices: ["a", "b", "c"] } });
    const observations = ["a", "a", "c"].map((c) => ({ c }));
    const shares = logDensities(
      space,
      observations,
      ["a", "b", "c"].map((c) => ({ c })),
    ).map(Math.exp);
    expectClose(shares, [0.476190476190476, 0.190476190476191, 0.333333333333333], 1e-9);
  });

  test("kernels are products: what goes together stays together", () => {
    const space = mustParse({
      x: { type: "float", low: 0, high: 1 },
      c: { type: "categorical", choices: ["a", "b", "c"] },
      n: { type: "int", low: 1, high: 10 },
    });
    const observations = [
      { x: 0.2, c: "a", n: 2 },
      { x: 0.5, c: "a", n: 5 },
      { x: 0.9, c: "c", n: 9 },
    ];
    const at = [
      { x: 0.1, c: "a", n: 1 },
      { x: 0.5, c: "b", n: 5 },
      { x: 0.95, c: "c", n: 10 },
    ];
    expectClose(
      logDensities(space, observations, at),
      [-2.6147965971785236, -3.779853896041282, -2.901085460768918],
      1e-9,
    );
  });
});

const SPACES: readonly [string, Space, readonly Assignments[]][] = [
  ["an int", n, [{ n: 1 }, { n: 1 }, { n: 7 }]],
  ["an int of many levels", mustParse({ n: { type: "int", low: 0, high: 999 } }), [{ n: 3 }, { n: 500 }, { n: 998 }]],
  ["an int on a log scale", mustParse({ n: { type: "int", low: 1, high: 300, scale: "log" } }), [{ n: 1 }, { n: 20 }]],
  [
    "steps on a logit scale with a normal prior",
    mustParse({
      n: {
        type: "float",
        low: 0.1,
        high: 0.9,
        step: 0.1,
        scale: "logit",
        prior: { type: "normal", mean: 0.3, sd: 0.4 },
      },
    }),
    [{ n: 0.1 }, { n: 0.8 }],
  ],
  [
    "an int with a beta prior",
    mustParse({ n: { type: "int", low: 0, high: 20, prior: { type: "beta", a: 0.5, b: 3 } } }),
    [{ n: 0 }, { n: 20 }],
  ],
  ["an ordinal", mustParse({ n: { type: "ordinal", values: ["s", "m", "l", "xl"] } }), [{ n: "xl" }, { n: "s" }]],
  [
    "choices with weights",
    mustParse({ n: { type: "categorical", choices: ["a", "b", "c"], weights: [8, 1, 1] } }),
    [{ n: "b" }, { n: "b" }],
  ],
];

describe("a density", () => {
  test.each(SPACES)("over the levels of %s adds up to 1", (_, space, observations) => {
    const { domain } = compileSpace(space).parameters[0] ?? {};
    const levels = Array.from({ length: domain?.count ?? 0 }, (_, index) => ({ n: domain?.valueAt(index) ?? null }));
    const total = logDensities(space, observations, levels).reduce((sum, log) => sum + Math.exp(log), 0);
    expect(Math.abs(total - 1)).toBeLessThan(2e-5);
  });

  test.each([
    ["without a prior", undefined],
    ["with a normal prior", { type: "normal", mean: 0.9, sd: 0.1 }],
    ["with a beta prior", { type: "beta", a: 2, b: 5 }],
  ])("on a continuum %s integrates to 1", (_, prior) => {
    const space = mustParse({ x: { type: "float", low: 0, high: 1, ...(prior && { prior }) } });
    const estimator = estimatorOf(space, [{ x: 0.01 }, { x: 0.02 }, { x: 0.6 }]);
    const parts = 20_000;
    let total = 0;
    for (let part = 0; part < parts; part += 1) total += Math.exp(estimator.logDensity([(part + 0.5) / parts])) / parts;
    expect(Math.abs(total - 1)).toBeLessThan(1e-6);
  });

  test("pitfall 15: under the prior alone each of int 1 to 4 has 25 % +- 1.5 %", () => {
    const space = mustParse({ n: { type: "int", low: 1, high: 4 } });
    const levels = [1, 2, 3, 4].map((value) => ({ n: value }));
    for (const log of logDensities(space, [], levels)) expect(Math.abs(Math.exp(log) - 0.25)).toBeLessThan(0.015);
  });

  test("pitfall 24: is finite where all kernels are hundreds of deviations away, and where the prior is", () => {
    const prior = { type: "normal", mean: 0.9, sd: 0.001 };
    const space = mustParse({ x: { type: "float", low: 0, high: 1, prior } });
    const observations = Array.from({ length: 200 }, (_, index) => ({ x: 1e-9 * index }));
    for (const log of logDensities(space, observations, [{ x: 0 }, { x: 0.5 }, { x: 1 }])) {
      expect(Number.isFinite(log)).toBe(true);
    }
  });

  test("an observation that says nothing of a parameter has the prior's kernel there", () => {
    const compiled = compileSpace(x);
    const axes = [parzenAxis(compiled.parameters[0])];
    const one = { weights: Float64Array.of(1, 1), priorWeight: 1 };
    const blank = parzenEstimator(axes, { ...one, columns: [Float64Array.of(0.3, Number.NaN)] });
    const lone = parzenEstimator(axes, {
      columns: [Float64Array.of(0.3)],
      weights: Float64Array.of(1),
      priorWeight: 2,
    });
    for (const unit of [0, 0.3, 1]) expect(blank.logDensity([unit])).toBeCloseTo(lone.logDensity([unit]), 12);
  });
});

describe("kernels that are not followed to the last axis", () => {
  const space = mustParse({
    x: { type: "float", low: 0, high: 1 },
    b: { type: "float", low: 0, high: 1, prior: { type: "beta", a: 2, b: 9 } },
    n: { type: "int", low: 1, high: 9 },
    y: { type: "float", low: 0, high: 1 },
    c: { type: "categorical", choices: ["a", "b", "c"] },
    z: { type: "float", low: 0, high: 1 },
  });
  const compiled = compileSpace(space);
  const axes = compiled.free.map((index) => parzenAxis(compiled.parameters[index]));
  const rng = makeRng({ seed: "followed", purpose: "parzen", number: 0 });
  const columns = axes.map(() =>
    Float64Array.from({ length: 400 }, (_, index) => (index % 9 === 0 ? Number.NaN : rng.uniform())),
  );
  const weights = recencyWeights(400);
  const { logDensity, logDensityAtLeast } = parzenEstimator(axes, { columns, weights, priorWeight: 1 });
  const points = Array.from({ length: 50 }, () => axes.map(() => rng.uniform()));

  test("would not have changed a bit of the sum", () => {
    const kernels = axes.map((axis, index) => axis.kernels(columns[index] ?? new Float64Array(), 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0) + 1;
    const every = { kernels: Uint32Array.from({ length: 401 }, (_, kernel) => kernel), count: 401 };
    for (const point of points) {
      const terms = Float64Array.from([...weights, 1], (weight) => Math.log(weight / total));
      for (const kernel of kernels) kernel.addConstants(terms);
      for (const [axis, kernel] of kernels.entries()) kernel.addLogDensity(point[axis] ?? Number.NaN, terms, every);
      expect(logDensity(point)).toBe(logSumExp(terms));
    }
  });

  test("bound the density from below by the prior's", () => {
    for (const point of points) expect(logDensityAtLeast(point)).toBeLessThanOrEqual(logDensity(point));
  });
});
