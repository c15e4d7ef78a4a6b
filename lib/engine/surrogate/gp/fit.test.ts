import { describe, expect, test } from "vitest";
import { choleskyInPlace } from "../../linalg/cholesky";
import type { FeaturePoints, GpModel } from "../../linalg/kernels";
import { plainKernels } from "../../linalg/plain-kernels";
import { standardNormal } from "../../rng/distributions";
import { makeRng } from "../../rng/rng";
import { crossCovariance } from "../../testing/naive-covariance";
import { drawFits, fitGp } from "./fit";

function scattered(count: number, dimensions: number, seed: string): FeaturePoints {
  const rng = makeRng({ seed, purpose: "points", number: 0 });
  const layout = {
    numeric: dimensions,
    codes: 0,
    groups: dimensions,
    groupOf: Int32Array.from({ length: dimensions }, (_, index) => index),
  };
  return {
    layout,
    count,
    numeric: Float64Array.from({ length: count * dimensions }, () => rng.uniform()),
    codes: new Int32Array(0),
  };
}

/** Targets drawn from a Gaussian process with these weights. */
function drawnTargets(points: FeaturePoints, weights: Float64Array, noise: number): Float64Array {
  const rng = makeRng({ seed: "targets", purpose: "draw", number: 0 });
  const n = points.count;
  const factor = crossCovariance(points, points, { weights, signal: 1, noise });
  for (let i = 0; i < n; i += 1) factor[i * n + i] += noise;
  expect(choleskyInPlace(factor, n)).toBe(true);
  const normal = Float64Array.from({ length: n }, () => standardNormal(rng));
  return normal.map((_, i) => normal.reduce((sum, value, k) => (k <= i ? sum + factor[i * n + k] * value : sum), 0));
}

const ones = (count: number) => new Float64Array(count).fill(1);

test("pitfall 11: the likelihood's gradient is the derivative, for shared weights, codes and noise shares too", () => {
  const rng = makeRng({ seed: "gradient", purpose: "points", number: 0 });
  const count = 12;
  const points: FeaturePoints = {
    layout: { numeric: 3, codes: 2, groups: 4, groupOf: Int32Array.of(0, 1, 1, 2, 3) },
    count,
    numeric: Float64Array.from({ length: count * 3 }, () => rng.uniform()),
    codes: Int32Array.from({ length: count * 2 }, () => Math.floor(rng.uniform() * 3)),
  };
  const targets = Float64Array.from({ length: count }, () => standardNormal(rng));
  const noiseScale = Float64Array.from({ length: count }, (_, index) => 1 / (1 + (index % 3)));
  const at = (x: readonly number[]): GpModel => ({
    points,
    targets,
    noiseScale,
    hyperparameters: {
      weights: Float64Array.from(x.slice(0, 4), Math.exp),
      signal: Math.exp(x[4]),
      noise: Math.exp(x[5]),
    },
  });
  const x = [0.3, 1, -0.5, 0.2, 0.4, -3];
  const gradient = plainKernels.likelihood(at(x))?.gradient ?? new Float64Array();
  for (const [index, slope] of gradient.entries()) {
    const moved = (by: number) =>
      plainKernels.likelihood(at(x.map((value, k) => (k === index ? value + by : value))))?.value ?? 0;
    expect((moved(1e-5) - moved(-1e-5)) / 2e-5).toBeCloseTo(slope, 6);
  }
});

describe("the fit", () => {
  test("finds which parameters matter", () => {
    const points = scattered(60, 3, "relevance");
    const targets = drawnTargets(points, Float64Array.of(8, 0.01, 0.01), 1e-4);
    const fit = fitGp({ kernels: plainKernels, points, targets, noiseScale: ones(60), distance: null });
    const [first, second, third] = fit?.hyperparameters.weights ?? [];
    expect(first).toBeGreaterThan(4 * Math.max(second, third));
  });

  test("pitfall 13: in 50 dimensions the start that grows with √d finds what is at least as likely as one that does not", () => {
    const points = scattered(60, 50, "wide");
    const targets = drawnTargets(
      points,
      ones(50).map(() => 0.05),
      1e-3,
    );
    const likelihoodAt = (weight: number) =>
      plainKernels.likelihood({
        points,
        targets,
        noiseScale: ones(60),
        hyperparameters: { weights: ones(50).map(() => weight), signal: 1, noise: 1e-3 },
      })?.value ?? Number.NaN;
    expect(likelihoodAt(8 / 50)).toBeGreaterThan(likelihoodAt(1 / 0.5 ** 2));
    expect(fitGp({ kernels: plainKernels, points, targets, noiseScale: ones(60), distance: null })).not.toBeNull();
  });

  test("pitfall 12: 50 copies of one point, and targets that are all 0, give finite answers", () => {
    const points = { ...scattered(50, 2, "copies"), numeric: new Float64Array(100).fill(0.3) };
    for (const targets of [new Float64Array(50), Float64Array.from({ length: 50 }, (_, index) => (index % 2) - 0.5)]) {
      const fit = fitGp({ kernels: plainKernels, points, targets, noiseScale: ones(50), distance: null });
      expect(Number.isFinite(fit?.value)).toBe(true);
    }
  });

  test("draws surround the maximum: most are less likely, none by much, and they differ", () => {
    const points = scattered(15, 2, "draws");
    const problem = {
      kernels: plainKernels,
      points,
      targets: drawnTargets(points, Float64Array.of(4, 1), 1e-3),
      noiseScale: ones(15),
      distance: null,
    };
    const fit = fitGp(problem);
    if (!fit) throw new Error("the fit failed");
    const draws = drawFits(problem, fit.hyperparameters, {
      count: 40,
      rng: makeRng({ seed: "draws", purpose: "slice", number: 0 }),
    });
    const behind = draws.map(({ value }) => fit.value - value);
    // Twice the difference is about χ² with four degrees of freedom: 4 on average, seldom above 15.
    expect(behind.reduce((sum, value) => sum + value, 0) / behind.length).toBeLessThan(6);
    expect(Math.min(...behind)).toBeGreaterThan(-0.5);
    expect(new Set(draws.map(({ hyperparameters }) => hyperparameters.signal)).size).toBeGreaterThan(30);
  });
});

test("pitfall 20: pending points leave the mean where it was, everywhere, and lower the variance", () => {
  const points = scattered(20, 2, "observed");
  const targets = drawnTargets(points, Float64Array.of(3, 3), 1e-3);
  const posterior = plainKernels.condition({
    points,
    targets,
    noiseScale: ones(20),
    hyperparameters: { weights: Float64Array.of(3, 3), signal: 1, noise: 1e-3 },
  });
  const everywhere = scattered(100, 2, "everywhere");
  const before = posterior?.predict(everywhere);
  const after = posterior?.withPending(scattered(3, 2, "pending"))?.predict(everywhere);
  expect(after?.mean).toEqual(before?.mean);
  for (const [index, variance] of (after?.variance ?? new Float64Array()).entries()) {
    expect(variance).toBeLessThanOrEqual((before?.variance[index] ?? 0) + 1e-12);
  }
});
