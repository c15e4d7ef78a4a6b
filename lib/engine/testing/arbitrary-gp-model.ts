import fc from "fast-check";
import type { FeatureLayout, FeaturePoints, GpModel } from "../linalg/kernels";
import { makeRng } from "../rng/rng";

/** How a random model comes about; its numbers are drawn from the seed. */
export interface ModelShape {
  readonly n: number;
  readonly numeric: number;
  readonly codes: number;
  readonly seed: number;
  /** Points that repeat earlier ones. */
  readonly duplicates: number;
  /** Powers of ten: of the weights, from and to, and of the noise relative to the signal. */
  readonly weights: readonly [number, number];
  readonly noise: number;
}

export function arbitraryModelShape({ nMax = 120, noiseMin = -6 } = {}): fc.Arbitrary<ModelShape> {
  return fc.record({
    n: fc.integer({ min: 1, max: nMax }),
    numeric: fc.integer({ min: 0, max: 8 }),
    codes: fc.integer({ min: 0, max: 4 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
    duplicates: fc.constantFrom(0, 0, 0.3, 1),
    weights: fc.constantFrom<readonly [number, number]>([-1, 1], [-1, 1], [-8, -6], [4, 8], [-6, 6]),
    noise: fc.integer({ min: noiseMin, max: 0 }),
  });
}

export function modelOf(shape: ModelShape): GpModel {
  const rng = makeRng({ seed: "kernels", purpose: "model", number: shape.seed });
  const groups = 1 + Math.floor(rng.uniform() * Math.max(1, shape.numeric + shape.codes));
  const groupOf = Int32Array.from({ length: shape.numeric + shape.codes }, () => Math.floor(rng.uniform() * groups));
  const layout = { numeric: shape.numeric, codes: shape.codes, groups, groupOf };
  const [low, high] = shape.weights;
  const signal = 10 ** (2 * rng.uniform() - 1);
  const points = pointsOf(layout, shape.n, shape.seed, shape.duplicates);
  return {
    points,
    targets: Float64Array.from({ length: shape.n }, () => 2 * rng.uniform() - 1),
    noiseScale: Float64Array.from({ length: shape.n }, () => 1 / (1 + Math.floor(3 * rng.uniform()))),
    hyperparameters: {
      weights: Float64Array.from({ length: groups }, () => 10 ** (low + (high - low) * rng.uniform())),
      signal,
      noise: signal * 10 ** shape.noise,
    },
  };
}

/** Points of the unit cube with codes 0 to 2. */
export function pointsOf(layout: FeatureLayout, count: number, seed: number, duplicates = 0): FeaturePoints {
  const rng = makeRng({ seed: "kernels", purpose: "points", number: seed });
  const numeric = Float64Array.from({ length: count * layout.numeric }, () => rng.uniform());
  const codes = Int32Array.from({ length: count * layout.codes }, () => Math.floor(3 * rng.uniform()));
  for (let i = 1; i < count; i += 1) {
    if (rng.uniform() >= duplicates) continue;
    const source = Math.floor(rng.uniform() * i);
    numeric.copyWithin(i * layout.numeric, source * layout.numeric, (source + 1) * layout.numeric);
    codes.copyWithin(i * layout.codes, source * layout.codes, (source + 1) * layout.codes);
  }
  return { layout, count, numeric, codes };
}
