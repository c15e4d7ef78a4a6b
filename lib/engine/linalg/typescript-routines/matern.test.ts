import { expect, test } from "vitest";
import { makeRng } from "../../rng/rng";
import { matern as plainMatern, maternSlope as plainSlope } from "../../testing/naive-covariance";
import { expOfNegative, matern, maternSlope } from "./matern";

test("the exponential is the language's to 1e-15 of it", () => {
  const rng = makeRng({ seed: "exp", purpose: "test", number: 0 });
  let largest = 0;
  for (let i = 0; i < 100_000; i += 1) {
    // Everywhere, and close to 0, where covariances of near points are.
    const s = i % 2 === 0 ? 300 * rng.uniform() : 10 ** (-12 * rng.uniform());
    largest = Math.max(largest, Math.abs(expOfNegative(s) / Math.exp(-s) - 1));
  }
  expect(largest).toBeLessThan(1e-15);
  expect(expOfNegative(0)).toBe(1);
});

test("it never rises, not even by rounding, along neighbouring numbers", () => {
  for (const start of [1e-9, 0.1, Math.LN2 / 2, 1, 17, 299]) {
    let s = start;
    for (let i = 0; i < 2_000; i += 1) {
      const next = s + s * 1e-13;
      expect(expOfNegative(next)).toBeLessThanOrEqual(expOfNegative(s));
      s = next;
    }
  }
});

test("far points have no covariance, whatever overflows on the way; what is no number stays none", () => {
  for (const far of [1e5, 1e300, Number.MAX_VALUE, Number.POSITIVE_INFINITY]) {
    expect(matern(far)).toBe(0);
    expect(maternSlope(far)).toBe(0);
  }
  expect(matern(Number.NaN)).toBeNaN();
  expect(maternSlope(Number.NaN)).toBeNaN();
});

test("the covariance function is the formula to 2e-15 of it", () => {
  for (let exponent = -30; exponent < 4; exponent += 0.01) {
    const squared = 10 ** exponent;
    expect(Math.abs(matern(squared) / plainMatern(squared) - 1)).toBeLessThan(2e-15);
    expect(Math.abs(maternSlope(squared) / plainSlope(squared) - 1)).toBeLessThan(2e-15);
  }
});
