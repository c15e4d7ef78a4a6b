import fc from "fast-check";
import { expect, test } from "vitest";
import { normalCdf } from "../../stats/normal";
import { type Distribution, startDistribution } from "./distribution";
import { type CellsAround, marginFor, withMargin } from "./margin";

const LEVELS = 7;
const cellAround = (x: number) => {
  const level = Math.min(LEVELS - 1, Math.max(0, Math.floor(x * LEVELS)));
  return {
    low: level === 0 ? Number.NEGATIVE_INFINITY : level / LEVELS,
    high: level === LEVELS - 1 ? Number.POSITIVE_INFINITY : (level + 1) / LEVELS,
  };
};
const CELLS: CellsAround = [null, cellAround];

/** The probability that a draw of coordinate 1 is on another level than the mean. */
function leaving({ mean, sigma, scales, covariance }: Distribution): number {
  const { low, high } = cellAround(mean[1]);
  const deviation = sigma * scales[1] * Math.sqrt(covariance[3]);
  return normalCdf((low - mean[1]) / deviation) + normalCdf((mean[1] - high) / deviation);
}

test("pitfall 26: a coordinate with levels is left with at least the margin's probability, whatever the step size", () => {
  const place = fc.double({ min: -0.2, max: 1.2, noNaN: true });
  fc.assert(
    fc.property(
      place,
      fc.double({ min: -9, max: 0, noNaN: true }),
      fc.integer({ min: 4, max: 60 }),
      (x, exponent, lambda) => {
        const alpha = marginFor(2, lambda);
        const before = startDistribution([0.5, x], 10 ** exponent, [1, 0.3, 0.3, 0.8]);
        const after = withMargin(before, CELLS, alpha);
        expect(leaving(after)).toBeGreaterThanOrEqual(alpha * (1 - 1e-4));
        expect(after.mean[0]).toBe(0.5);
        expect(cellAround(after.mean[1])).toEqual(cellAround(x));
      },
    ),
    { seed: 26 },
  );
});

test("where the draws leave the level often enough nothing is changed", () => {
  const wide = startDistribution([0.5, 0.5], 0.3);
  expect(withMargin(wide, CELLS, marginFor(2, 6))).toEqual(wide);
});
