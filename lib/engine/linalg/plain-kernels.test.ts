import { describe, expect, test } from "vitest";
import { kernelsSuite } from "../testing/kernels-suite";
import type { FeaturePoints, GpModel } from "./kernels";
import { plainKernels } from "./plain-kernels";

function points(values: readonly number[]): FeaturePoints {
  const layout = { numeric: 1, codes: 0, groups: 1, groupOf: Int32Array.of(0) };
  return { layout, count: values.length, numeric: Float64Array.from(values), codes: new Int32Array(0) };
}
const model = (x: readonly number[], y: readonly number[], noise: number, scale?: readonly number[]): GpModel => ({
  points: points(x),
  targets: Float64Array.from(y),
  noiseScale: Float64Array.from(scale ?? x.map(() => 1)),
  hyperparameters: { weights: Float64Array.of(1 / 0.3 ** 2), signal: 1.5, noise },
});

describe("pitfall 11, known answer A5", () => {
  test("posterior and log marginal likelihood", () => {
    const posterior = plainKernels.condition(model([0.1, 0.4, 0.8], [0.5, -0.3, 0.9], 0.01));
    const { mean, variance } = posterior?.predict(points([0, 0.25, 0.6, 1])) ?? { mean: [], variance: [] };
    const means = [0.582267230932189, 0.03511992669881084, 0.21490045004494543, 0.7663264846297458];
    const variances = [0.2164110439807534, 0.14836554594824358, 0.3100415125796745, 0.6857343745588363];
    for (const [index, value] of means.entries()) expect(mean[index]).toBeCloseTo(value, 12);
    for (const [index, value] of variances.entries()) expect(variance[index]).toBeCloseTo(value, 12);
    expect(plainKernels.likelihood(model([0.1, 0.4, 0.8], [0.5, -0.3, 0.9], 0.01))?.value).toBeCloseTo(
      -3.828560505843271,
      12,
    );
  });

  test("replicates are one point with their mean and a share of the noise", () => {
    const at = points([0.25, 0.4, 0.6]);
    const apart = plainKernels.condition(model([0.1, 0.4, 0.4, 0.4, 0.8], [0.5, -0.3, -0.1, -0.2, 0.9], 0.09));
    const merged = plainKernels.condition(model([0.1, 0.4, 0.8], [0.5, -0.2, 0.9], 0.09, [1, 1 / 3, 1]));
    const expected = { mean: [0.07844823, -0.1790288, 0.26016677], variance: [0.17663236, 0.02910316, 0.33945826] };
    for (const posterior of [apart, merged]) {
      const { mean, variance } = posterior?.predict(at) ?? { mean: [], variance: [] };
      for (const index of [0, 1, 2]) {
        expect(mean[index]).toBeCloseTo(expected.mean[index], 7);
        expect(variance[index]).toBeCloseTo(expected.variance[index], 7);
      }
    }
  });
});

kernelsSuite(plainKernels);
