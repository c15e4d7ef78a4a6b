/** Symmetry breaking, conditioning and turning, as the functions of BBOB are put together from (report 6829, section 0.2). */
import { dot } from "../../problems/placement";

/** By rows. */
export type Matrix = readonly (readonly number[])[];

/** Makes a smooth curve wavy, differently on either side of 0. */
export function oscillated(x: number): number {
  if (x === 0) return 0;
  const log = Math.log(Math.abs(x));
  const [c1, c2] = x > 0 ? [10, 7.9] : [5.5, 3.1];
  return Math.sign(x) * Math.exp(log + 0.049 * (Math.sin(c1 * log) + Math.sin(c2 * log)));
}

/** Stretches the positive side, the later coordinates the more. */
export function asymmetric(x: readonly number[], beta: number): number[] {
  return x.map((value, index) =>
    value > 0 ? value ** (1 + beta * shareOf(index, x.length) * Math.sqrt(value)) : value,
  );
}

/** The diagonal of Λ^α: α^(1/2 (i − 1)/(D − 1)). */
export function conditioning(alpha: number, dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, index) => alpha ** (0.5 * shareOf(index, dimensions)));
}

/** (i − 1)/(D − 1) for coordinate i, here counted from 0. */
export const shareOf = (index: number, dimensions: number): number => index / (dimensions - 1);

/** How far a point lies outside of [−5, 5]^D: f_pen. */
export const penalty = (x: readonly number[]): number =>
  x.reduce((total, value) => total + Math.max(0, Math.abs(value) - 5) ** 2, 0);

export const times = (matrix: Matrix, x: readonly number[]): number[] => matrix.map((row) => dot(row, x));

/** One matrix, a diagonal and another matrix as one. */
export function through(left: Matrix, diagonal: readonly number[], right: Matrix): Matrix {
  return left.map((row) =>
    right[0].map((_, column) =>
      row.reduce((sum, value, index) => sum + value * diagonal[index] * right[index][column], 0),
    ),
  );
}

export const minus = (x: readonly number[], other: readonly number[]): number[] =>
  x.map((value, index) => value - other[index]);

export const scaledBy = (x: readonly number[], diagonal: readonly number[]): number[] =>
  x.map((value, index) => value * diagonal[index]);

export const sumOf = (x: readonly number[], term: (value: number, index: number) => number): number =>
  x.reduce((total, value, index) => total + term(value, index), 0);
