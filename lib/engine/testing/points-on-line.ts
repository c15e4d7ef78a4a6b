import type { FeaturePoints } from "../linalg/kernels";

const layout = { numeric: 1, codes: 0, groups: 1, groupOf: Int32Array.of(0) };

/** Points of one numeric feature. */
export function pointsAt(...numeric: readonly number[]): FeaturePoints {
  return { layout, count: numeric.length, numeric: Float64Array.from(numeric), codes: new Int32Array(0) };
}
