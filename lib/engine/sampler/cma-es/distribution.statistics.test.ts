import { describe, expect, test } from "vitest";
import { evaluationsToTarget, type KnownFunction } from "./testing/evaluations-to-target";

describe("pitfall 25: evaluations to 1e-9 within 15 % of pycma's medians, in more dimensions", {
  timeout: 600_000,
}, () => {
  const medians: readonly (readonly [KnownFunction, number, number, boolean])[] = [
    ["sphere", 10, 1_620, true],
    ["sphere", 20, 3_084, true],
    ["ellipsoid", 10, 4_290, true],
    ["ellipsoid", 20, 13_272, true],
    ["ellipsoid", 10, 5_830, false],
    ["ellipsoid", 20, 18_192, false],
    ["rosenbrock", 10, 5_210, true],
    ["rosenbrock", 20, 16_614, true],
  ];
  test.each(medians)("%s in %i dimensions: %i (active update: %s)", (name, dimension, median, active) => {
    const counts = Array.from({ length: 15 }, (_, seed) =>
      evaluationsToTarget({ name, dimension, seed, active, limit: 4 * median }),
    );
    const ours = counts.sort((one, other) => one - other)[7];
    expect(Math.abs(ours / median - 1)).toBeLessThan(0.15);
  });
});
