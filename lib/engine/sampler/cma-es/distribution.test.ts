import { describe, expect, test } from "vitest";
import { standardNormal } from "../../rng/distributions";
import { makeRng } from "../../rng/rng";
import { defaultLambda, strategyConstants } from "./constants";
import { mahalanobis, pointOf, startDistribution, stepOf, stepTo, update } from "./distribution";
import { evaluationsToTarget, type KnownFunction } from "./testing/evaluations-to-target";

describe("strategy constants", () => {
  test("A7: the table for ten dimensions, to every digit it gives", () => {
    const constants = strategyConstants(10, defaultLambda(10), { version: 1 });
    expect(constants).toMatchObject({ lambda: 10, mu: 5 });
    expect(constants.muEff).toBeCloseTo(3.1672992814, 10);
    expect(constants.cSigma).toBeCloseTo(0.2844285879, 10);
    expect(constants.dSigma).toBeCloseTo(1.284428588, 9);
    expect(constants.cC).toBeCloseTo(0.294990383, 9);
    expect(constants.c1).toBeCloseTo(0.0152838245, 10);
    expect(constants.cMu).toBeCloseTo(0.0201542828, 10);
    expect(constants.chi).toBeCloseTo(3.0847265652, 9);
    for (const [rank, weight] of [0.456273, 0.270753, 0.162231, 0.085234, 0.02551].entries()) {
      expect(constants.weights[rank]).toBeCloseTo(weight, 6);
    }
  });

  /** `es.sp` of cma 4.5.0: CMAEvolutionStrategy([0] * N, 1). */
  test.each([
    { dimension: 2, c1: 0.1548153998964136, cMu: 0.08559277942666424, worst: -1.156 },
    { dimension: 5, c1: 0.047292304159400896, cMu: 0.04785904960298248, worst: -0.8111 },
    { dimension: 10, c1: 0.015283824524751714, cMu: 0.02355177665041747, worst: -0.5497 },
    { dimension: 20, c1: 0.004372354435160246, cMu: 0.009216561776274352, worst: -0.4152 },
  ])("in $dimension dimensions C learns as fast as pycma's", ({ dimension, c1, cMu, worst }) => {
    const constants = strategyConstants(dimension, defaultLambda(dimension));
    expect(constants.c1).toBeCloseTo(c1, 14);
    expect(constants.cMu).toBeCloseTo(cMu, 14);
    expect(constants.weights.at(-1)).toBeCloseTo(worst, 4);
  });

  test.each([1, 2, 5, 20, 100])(
    "in %i dimensions the weights never make the covariance lose more than it has",
    (dimension) => {
      for (const lambda of [2, 3, defaultLambda(dimension), 4 * defaultLambda(dimension)]) {
        const { weights, c1, cMu, mu } = strategyConstants(dimension, lambda);
        const positive = weights.slice(0, mu).reduce((total, weight) => total + weight, 0);
        const negative = weights.slice(mu).reduce((total, weight) => total - weight, 0);
        expect(positive).toBeCloseTo(1, 12);
        expect(dimension * cMu * negative).toBeLessThanOrEqual(1 - c1 - cMu + 1e-12);
      }
    },
  );
});

describe("pitfall 25: evaluations to 1e-9 within 15 % of pycma's medians", () => {
  const medians: readonly (readonly [KnownFunction, number, number, boolean])[] = [
    ["sphere", 2, 282, true],
    ["sphere", 5, 800, true],
    ["ellipsoid", 2, 510, true],
    ["ellipsoid", 5, 1_576, true],
    ["ellipsoid", 2, 690, false],
    ["ellipsoid", 5, 2_112, false],
    ["rosenbrock", 2, 474, true],
    ["rosenbrock", 5, 1_672, true],
  ];
  test.each(medians)("%s in %i dimensions: %i (active update: %s)", (name, dimension, median, active) => {
    const counts = Array.from({ length: 31 }, (_, seed) =>
      evaluationsToTarget({ name, dimension, seed, active, limit: 4 * median }),
    );
    const ours = counts.sort((one, other) => one - other)[15];
    expect(Math.abs(ours / median - 1)).toBeLessThan(0.15);
  });
});

test("a generation that failed whole moves neither mean nor covariance by its failures' places", () => {
  const constants = strategyConstants(3, 6);
  const start = startDistribution([0.5, 0.5, 0.5], 0.2);
  const rng = makeRng({ seed: "failed", purpose: "z", number: 0 });
  const steps = Array.from({ length: 6 }, () => ({
    y: stepOf(
      start,
      Array.from({ length: 3 }, () => standardNormal(rng)),
    ),
    failed: true,
  }));
  expect(update(start, steps, constants).mean).toEqual(start.mean);
});

test("a step of one standard deviation along every axis is as long as the trace of C says", () => {
  const start = startDistribution([1, 2], 0.5, [2, 0.5, 0.5, 1]);
  const y = stepOf(start, [1, -1]);
  expect(y[0] ** 2 + y[1] ** 2).toBeCloseTo(3, 12);
  expect(mahalanobis(start, y)).toBeCloseTo(Math.SQRT2, 12);
  expect(pointOf(start, y)).toEqual([1 + 0.5 * y[0], 2 + 0.5 * y[1]]);
  expect(stepTo(start, pointOf(start, y)).map((part, index) => part - y[index])).toEqual([
    expect.closeTo(0, 12),
    expect.closeTo(0, 12),
  ]);
});
