import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitTargetWarp, rankWarp, targetWarps, yeoJohnsonTransform } from "./target-warps";

describe("known answers A10", () => {
  test("Yeo-Johnson", () => {
    expect(yeoJohnsonTransform(1.5, 0.5)).toBeCloseTo(1.1622776602, 10);
    expect(yeoJohnsonTransform(-1.5, 0.5)).toBeCloseTo(-1.9685647168, 10);
    expect(yeoJohnsonTransform(2, 0)).toBeCloseTo(Math.log(3), 14);
    expect(yeoJohnsonTransform(-2, 2)).toBeCloseTo(-Math.log(3), 14);
  });

  test("half-rank, there for maximization: losses are its negatives", () => {
    const sorted = [-1, -0.5, 0, 1, 10];
    const warped = sorted.map(rankWarp(sorted));
    for (const [index, value] of [-1, -0.5, 0, 0.33849908, 0.82723798].entries())
      expect(warped[index]).toBeCloseTo(value, 8);
  });

  test("then the logarithm: the same points up to shift and scale", () => {
    const { targets } = fitTargetWarp("half-rank", [-1, -0.5, 0, 1, 10]);
    const known = [-0.5, -0.18373705, 0.09654115, 0.26968207, 0.5];
    const ratio = (targets[4] - targets[0]) / (known[4] - known[0]);
    for (const index of [1, 2, 3]) {
      expect((targets[index] - targets[0]) / ratio).toBeCloseTo(known[index] - known[0], 7);
    }
  });
});

const loss = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 1e308, -1e308, 5e-324, 1e-300, 1),
);
const losses = fc.array(loss, { minLength: 1, maxLength: 40 });

describe.each(targetWarps)("%s", (id) => {
  test("pitfall 35: order and ties are kept, and targets are finite, with mean 0 and variance 1 or all 0", () => {
    fc.assert(
      fc.property(losses, (values) => {
        const { targets } = fitTargetWarp(id, values);
        const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
        const variance = targets.reduce((sum, target) => sum + target * target, 0) / targets.length;
        expect(Math.abs(mean)).toBeLessThan(1e-9);
        expect(Math.min(Math.abs(variance - 1), variance)).toBeLessThan(1e-9);
        const ordered = values.map((value, index) => ({ value, target: targets[index] }));
        ordered.sort((one, other) => one.value - other.value);
        for (let index = 1; index < ordered.length; index += 1) {
          const [before, after] = [ordered[index - 1], ordered[index]];
          // Neighbours a rounding apart may meet, never pass; ties meet.
          expect(before.target).toBeLessThanOrEqual(after.target + (before.value < after.value ? 1e-12 : 0));
        }
      }),
      { seed: 10, numRuns: 300 },
    );
  });

  test("the inverse leads back from a target to the loss it stands for", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 30 }),
        (values) => {
          const warp = fitTargetWarp(id, values);
          const spread = Math.max(...values) - Math.min(...values);
          for (const [index, value] of values.entries()) {
            expect(Math.abs(warp.invert(warp.targets[index]) - value)).toBeLessThanOrEqual(1e-6 * spread);
          }
        },
      ),
      { seed: 11 },
    );
  });
});

test("the slope is the derivative: densities of warped and plain losses differ by it alone", () => {
  const values = [0.1, 0.4, 0.2, 3, 7, 0.15, 1, 1.2];
  for (const id of ["standard", "yeo-johnson"] as const) {
    const warp = fitTargetWarp(id, values);
    for (const index of [0, 3, 4]) {
      const step = 1e-5;
      const difference =
        (warp.invert(warp.targets[index] + step) - warp.invert(warp.targets[index] - step)) / (2 * step);
      expect(Math.log(1 / difference)).toBeCloseTo(warp.logSlope(index), 5);
    }
  }
});
