/** Draws from the usual distributions, given a stream. */
import { normalQuantile } from "../stats/normal";
import { type TruncatedNormal, truncatedNormalQuantile } from "../stats/truncated-normal";
import type { Rng } from "./rng";

/** Uniform on the open interval (0, 1): safe to take a logarithm or a quantile of. */
export function uniformOpen(rng: Rng): number {
  return (Math.floor(rng.uniform() * 4_503_599_627_370_496) + 0.5) / 4_503_599_627_370_496;
}

/** Uniform on 0 … count - 1, without modulo bias (rejection as in Lemire 2019, section 3, on 53 bits). */
export function uniformIndex(rng: Rng, count: number): number {
  if (!(count >= 1 && count <= Number.MAX_SAFE_INTEGER)) throw new RangeError(`Cannot draw one of ${count}.`);
  const range = 9_007_199_254_740_992;
  const limit = range - (range % count);
  for (;;) {
    const draw = rng.uniform() * range;
    if (draw < limit) return draw % count;
  }
}

/** Standard normal, by inversion: one uniform per draw, so streams stay aligned. */
export function standardNormal(rng: Rng): number {
  return normalQuantile(uniformOpen(rng));
}

/** A direction with no negative part, every one equally likely: normals over their length (Muller 1959). No part is 0. */
export function positiveDirection(rng: Rng, dimensions: number): number[] {
  const parts = Array.from({ length: dimensions }, () => Math.abs(standardNormal(rng)));
  const length = Math.hypot(...parts);
  return parts.map((part) => part / length);
}

/** Normal cut to an interval, by inversion. */
export function truncatedNormal(rng: Rng, distribution: TruncatedNormal): number {
  return truncatedNormalQuantile(uniformOpen(rng), distribution);
}

/** A permutation of 0 … count - 1, every one equally likely (Durstenfeld 1964). */
export function permutation(rng: Rng, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = uniformIndex(rng, last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
