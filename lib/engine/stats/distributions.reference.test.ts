/** Reference values from SciPy 1.17.1: stats.norm, stats.beta, stats.truncnorm (cut to [0, 1]). */
import { describe, expect, test } from "vitest";
import { betaCdf, betaQuantile } from "./beta";
import { normalCdf, normalQuantile } from "./normal";
import { logNormalMass, truncatedNormalMass, truncatedNormalQuantile } from "./truncated-normal";

const expectClose = (actual: number, expected: number, relative: number): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
};

describe("normal", () => {
  test.each([
    [-37, 5.7255712225239266e-300],
    [-20, 2.7536241186061556e-89],
    [-10, 7.61985302416047e-24],
    [-6, 9.865876450376946e-10],
    [-5, 2.866515718791933e-7],
    [-3, 0.0013498980316300933],
    [-1, 0.15865525393145707],
    [-0.5, 0.3085375387259869],
    [0.3, 0.6179114221889526],
    [1, 0.8413447460685429],
    [3, 0.9986501019683699],
    [7, 0.9999999999987201],
  ])("cumulative probability at %d", (z, probability) => expectClose(normalCdf(z), probability, 5e-13));

  test.each([
    [1e-300, -37.0470962993612],
    [1e-100, -21.273453560965322],
    [1e-20, -9.262340089798409],
    [1e-5, -4.264890793922825],
    [0.01, -2.3263478740408408],
    [0.3, -0.5244005127080409],
    [0.9, 1.2815515655446004],
    [0.999, 3.090232306167813],
  ])("quantile at %d", (p, z) => expectClose(normalQuantile(p), z, 1e-14));

  test("quantiles at the ends and outside", () => {
    expect([0, 1, 0.5].map(normalQuantile)).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0]);
    expect(normalQuantile(-0.1)).toBeNaN();
  });
});

describe("truncated normal", () => {
  test.each([
    [0.1, 0.5, 0.2, 0.24925141726596373],
    [0.9, -1, 0.3, 0.17826793867237045],
    [0.5, 2, 0.2, 0.9735963335911404],
    [0.01, 3, 0.3, 0.8061671151161658],
    [0.99, -2, 0.3, 0.1938328848838342],
  ])("quantile %d of mean %d, deviation %d", (p, mean, deviation, value) => {
    expectClose(truncatedNormalQuantile(p, { mean, deviation, low: 0, high: 1 }), value, 1e-8);
  });

  test.each([1e6, 1e12, 1e15, 1e17, 1e300])("so wide that it is flat (deviation %d), it is uniform", (deviation) => {
    for (const p of [0, 0.1, 0.5, 0.9, 1]) {
      expect(truncatedNormalQuantile(p, { mean: 0.5, deviation, low: 0, high: 1 })).toBeCloseTo(p, 6);
      expect(truncatedNormalQuantile(p, { mean: -3, deviation, low: 0, high: 1 })).toBeCloseTo(p, 6);
    }
  });

  test("pitfall 24: 40 deviations away the answer is finite and at the near end", () => {
    expect(truncatedNormalQuantile(0.5, { mean: 41, deviation: 1, low: 0, high: 1 })).toBe(1);
    expect(truncatedNormalQuantile(0.5, { mean: -40, deviation: 1, low: 0, high: 1 })).toBe(0);
    expect(truncatedNormalMass({ mean: 0.5, deviation: 0.1, low: 0, high: 1 })).toBeCloseTo(0.9999994266968562, 14);
  });
});

/** From mpmath 1.3 with 60 digits. */
describe("log mass between standardized ends", () => {
  test.each([
    [-1, 1, -0.38171514630212605],
    [0, 0.1, -3.2231891821071836],
    [-0.05, 0.2, -2.3106322317642487],
    [3, 3.2, -7.319097482863214],
    [8, 8.01, -37.56385840089457],
    [39.9, 41, -800.6109420105118],
    [40, 40.2, -804.6087692534165],
    [-41, -40, -804.6084420137538],
    [1000, 1001, -500007.82669481216],
    [-3, 8, -0.0013508099647488168],
    [-9, -1.5, -2.7059444008238898],
    [5, 50, -15.064998393988725],
    [100, 100.001, -5007.876277342747],
    [0.5, 0.5002, -9.561181730870855],
    [-30, -29.9999, -460.1277785318511],
  ])("pitfall 24: from %d to %d", (a, b, logMass) => {
    expectClose(logNormalMass(a, b), logMass, 1e-11);
    expectClose(logNormalMass(-b, -a), logMass, 1e-11);
  });
});

describe("beta", () => {
  test.each([
    [0.1, 2, 3, 0.05230000000000001],
    [0.5, 0.5, 0.5, 0.5],
    [0.9, 50, 3, 0.09663328513725222],
    [0.001, 0.01, 0.01, 0.4667073860876912],
    [0.3, 1000, 2000, 4.0738279160507626e-5],
    [0.99, 0.05, 7, 1],
  ])("cumulative probability at %d of (%d, %d)", (x, a, b, probability) =>
    expectClose(betaCdf(x, a, b), probability, 1e-11),
  );

  test.each([
    [0.1, 2, 3, 0.14255931671003072],
    [0.5, 0.5, 0.5, 0.5],
    [0.9, 50, 3, 0.9786192225086043],
    [0.3, 1000, 2000, 0.32879302774052166],
    [0.5, 0.05, 7, 8.534040861729533e-8],
    [0.6, 10000, 10000, 0.5008957277509705],
  ])("quantile %d of (%d, %d)", (p, a, b, x) => expectClose(betaQuantile(p, a, b), x, 1e-11));
});
