/**
 * Latin hypercube sample: every coordinate has exactly one of `count` points in each of `count` equal slices.
 * McKay, Beckman & Conover 1979.
 */
import { permutation } from "./distributions";
import type { Rng } from "./rng";

export function latinHypercube(rng: Rng, count: number, dimensions: number): Float64Array[] {
  const points = Array.from({ length: count }, () => new Float64Array(dimensions));
  for (let d = 0; d < dimensions; d += 1) {
    const slices = permutation(rng, count);
    // The cap keeps (slice + u) / count from rounding into the next slice.
    for (let i = 0; i < count; i += 1) points[i][d] = (slices[i] + Math.min(rng.uniform(), 1 - 2 ** -26)) / count;
  }
  return points;
}
