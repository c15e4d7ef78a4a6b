/** The shapes that several functions of BBOB share, of coordinates that were transformed before. */
import { shareOf, sumOf } from "./transformations";

export const square = (z: readonly number[]): number => sumOf(z, (value) => value * value);

/** Weights from 1 to 10^6. */
export const ellipsoid = (z: readonly number[]): number =>
  sumOf(z, (value, index) => 10 ** (6 * shareOf(index, z.length)) * value * value);

/** The ripples of Rastrigin's function, without its bowl. */
export const ripples = (z: readonly number[]): number =>
  10 * (z.length - sumOf(z, (value) => Math.cos(2 * Math.PI * value)));

export const rastrigin = (z: readonly number[]): number => ripples(z) + square(z);

/** The terms of Rosenbrock's function, one for each pair of neighbours. */
export const rosenbrockTerms = (z: readonly number[]): number[] =>
  z.slice(1).map((next, index) => 100 * (z[index] ** 2 - next) ** 2 + (z[index] - 1) ** 2);

/** How Rosenbrock's valley is scaled to the box. */
export const rosenbrockScale = (dimensions: number): number => Math.max(1, Math.sqrt(dimensions) / 8);
