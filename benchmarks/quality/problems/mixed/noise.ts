/** Ways in which an evaluation misreports the true value. */
import { standardNormal, uniformOpen } from "@/lib/engine/rng/distributions";
import type { Rng } from "@/lib/engine/rng/rng";

export function normalNoise(sd: number): (value: number, noise: Rng) => number {
  return (value, noise) => value + sd * standardNormal(noise);
}

/** Student's t with two degrees of freedom, by its quantile function: one in fifty draws is off by more than four scales. */
export function heavyTailedNoise(scale: number): (value: number, noise: Rng) => number {
  return (value, noise) => {
    const u = uniformOpen(noise);
    return value + (scale * (2 * u - 1)) / Math.sqrt(2 * u * (1 - u));
  };
}

/** The value times a log-normal factor of median 1: what is large is reported least reliably. */
export function multiplicativeNoise(sd: number): (value: number, noise: Rng) => number {
  return (value, noise) => value * Math.exp(sd * standardNormal(noise));
}
