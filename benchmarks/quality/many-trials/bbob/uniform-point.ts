import type { Rng } from "@/lib/engine/rng/rng";

/** Uniform in [−reach, reach]^D. */
export function uniformPoint(rng: Rng, dimensions: number, reach: number): number[] {
  return Array.from({ length: dimensions }, () => reach * (2 * rng.uniform() - 1));
}
