import type { FeatureLayout, FeaturePoints, GpModel } from "@/lib/engine/linalg/kernels";
import { standardNormal } from "@/lib/engine/rng/distributions";
import { makeRng } from "@/lib/engine/rng/rng";

export const NUMERIC = 10;
const CANDIDATES = 2_000;
const STARTS = 10;

/** A Gaussian process of n observations of a smooth function, and what is asked of it. */
export interface DenseProblem {
  readonly model: GpModel;
  /** Half of them anywhere, half near the best observations: what a sampler screens. */
  readonly candidates: FeaturePoints;
  /** Where searches stand that advance together. */
  readonly starts: FeaturePoints;
  readonly incumbent: number;
}

/** As a study leaves it: what a suggestion is made from. */
export function denseProblemOf(rows: readonly (readonly number[])[], values: readonly number[]): DenseProblem {
  const points = pointsOf(Float64Array.from(rows.flat()));
  const targets = standardized(values);
  return { model: modelOf(points, targets), candidates: points, starts: points, incumbent: Math.min(...targets) };
}

export function denseProblem(n: number): DenseProblem {
  const rng = makeRng({ seed: "bench-engine", purpose: "dense", number: n });
  const draw = (count: number) => Float64Array.from({ length: count * NUMERIC }, () => rng.uniform());
  const points = pointsOf(draw(n));
  const values = Array.from({ length: n }, (_, i) => smooth(rowOf(points, i)) + 0.01 * standardNormal(rng));
  const targets = standardized(values);
  const order = [...targets.keys()].sort((one, other) => (targets[one] ?? 0) - (targets[other] ?? 0));
  const near = Array.from({ length: CANDIDATES / 2 }, (_, i) =>
    Array.from(rowOf(points, order[i % STARTS] ?? 0), (value) =>
      Math.min(1, Math.max(0, value + 0.05 * standardNormal(rng))),
    ),
  );
  return {
    model: modelOf(points, targets),
    candidates: pointsOf(Float64Array.from([...draw(CANDIDATES / 2), ...near.flat()])),
    starts: pointsOf(Float64Array.from(near.slice(0, STARTS).flat())),
    incumbent: Math.min(...targets),
  };
}

const modelOf = (points: FeaturePoints, targets: Float64Array): GpModel => ({
  points,
  targets,
  noiseScale: new Float64Array(points.count).fill(1),
  hyperparameters: { weights: new Float64Array(NUMERIC).fill(1), signal: 1, noise: 1e-3 },
});

/** As the reference reads it. */
export function toJson({ model, candidates, starts, incumbent }: DenseProblem): object {
  const { weights, signal, noise } = model.hyperparameters;
  return {
    n: model.points.count,
    numeric: NUMERIC,
    points: Array.from(model.points.numeric),
    targets: Array.from(model.targets),
    candidates: Array.from(candidates.numeric),
    starts: Array.from(starts.numeric),
    weights: Array.from(weights),
    signal,
    noise,
    incumbent,
  };
}

const layout: FeatureLayout = {
  numeric: NUMERIC,
  codes: 0,
  groups: NUMERIC,
  groupOf: Int32Array.from({ length: NUMERIC }, (_, k) => k),
};

const pointsOf = (numeric: Float64Array): FeaturePoints => ({
  layout,
  count: numeric.length / NUMERIC,
  numeric,
  codes: new Int32Array(0),
});

const rowOf = ({ numeric }: FeaturePoints, i: number): Float64Array => numeric.subarray(i * NUMERIC, (i + 1) * NUMERIC);

function smooth(x: Float64Array): number {
  return x.reduce((sum, value, k) => sum + Math.sin(3 * value + k) / (1 + 0.3 * k), 0);
}

function standardized(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return Float64Array.from(values, (value) => (value - mean) / sd);
}
