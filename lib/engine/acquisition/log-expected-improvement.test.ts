import { describe, expect, test } from "vitest";
import { makeAcquisition } from "./acquisition";
import {
  logExpectedImprovement,
  logImprovement,
  logImprovementSlope,
  logProbabilityOfImprovement,
} from "./log-expected-improvement";

/** Known answers A4 are for maximization: mirrored here. */
const expectedImprovement = (mean: number, deviation: number, best: number): number =>
  Math.exp(logExpectedImprovement(-mean, deviation, -best));

describe("known answers A4", () => {
  test.each([
    [0, 1, 0, 0.3989422804014327],
    [1, 1, 0, 1.0833154705876864],
    [-1, 1, 0, 0.08331547058768629],
    [-3, 1, 0, 3.821543170477e-4],
    [0.5, 0.2, 0.4, 0.1395593114802612],
    [-10, 1, 0, 7.4745602546e-25],
  ])("EI of mean %d, deviation %d, best %d", (mean, deviation, best, value) => {
    expect(Math.abs(expectedImprovement(mean, deviation, best) / value - 1)).toBeLessThan(1e-11);
  });

  test.each([
    [0, -0.918938533204673],
    [-1, -2.48512102571264],
    [-5, -16.744301162661],
    [-10, -55.5531220361224],
    [-25, -319.861463581496],
    [-26, -345.439546722318],
    [-50, -1258.74418286846],
    [-100, -5010.12957880025],
    [-1000, -500014.734452091],
  ])("pitfall 9: log EI at z = %d, with a slope", (z, value) => {
    expect(Math.abs(logImprovement(z) / value - 1)).toBeLessThan(1e-14);
    expect(logImprovementSlope(z)).toBeGreaterThan(0);
  });

  test("an upper confidence bound 1.8 deviations from the mean", () => {
    expect(makeAcquisition("ucb", 0).value(-0.5, 0.2)).toBeCloseTo(0.86, 14);
  });

  test("probability of improvement", () => {
    expect(Math.exp(logProbabilityOfImprovement(-0.5, 0.2, -0.4))).toBeCloseTo(0.6914624612740131, 13);
  });
});

test("the slope is the derivative, on both sides of each seam", () => {
  for (const z of [2, 0.3, -0.999, -1.001, -3, -19.999, -20.001, -40]) {
    const step = 1e-5 * Math.max(1, Math.abs(z));
    const difference = (logImprovement(z + step) - logImprovement(z - step)) / (2 * step);
    expect(Math.abs(difference / logImprovementSlope(z) - 1)).toBeLessThan(1e-8);
  }
});

test("pitfall 10: without deviation the improvement is certain or nothing, never NaN", () => {
  expect(Math.exp(logExpectedImprovement(0.2, 0, 0.5))).toBeCloseTo(0.3, 15);
  expect(logExpectedImprovement(0.7, 0, 0.5)).toBe(Number.NEGATIVE_INFINITY);
  expect(logExpectedImprovement(0.5, 0, 0.5)).toBe(Number.NEGATIVE_INFINITY);
});
