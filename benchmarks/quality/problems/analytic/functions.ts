/**
 * The classical test functions, as in Surjanovic & Bingham, Virtual Library of Simulation Experiments. Each takes its own
 * coordinates; where the optimum lies in a problem is decided by the problem.
 */

export type VectorFunction = (x: readonly number[]) => number;

const sum = (x: readonly number[], term: (value: number, index: number) => number): number =>
  x.reduce((total, value, index) => total + term(value, index), 0);

export const sphere: VectorFunction = (x) => sum(x, (value) => value * value);

export const branin: VectorFunction = ([x, y]) =>
  (y - (5.1 * x * x) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
  10;

export const sixHumpCamel: VectorFunction = ([x, y]) =>
  (4 - 2.1 * x * x + x ** 4 / 3) * x * x + x * y + (-4 + 4 * y * y) * y * y;

/** Logarithm of Goldstein–Price, whose raw values span six orders of magnitude. */
export const logGoldsteinPrice: VectorFunction = ([x, y]) => {
  const first = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y);
  const second = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y);
  return Math.log(first * second);
};

export const ackley: VectorFunction = (x) => {
  const radius = Math.sqrt(sphere(x) / x.length);
  const waves = sum(x, (value) => Math.cos(2 * Math.PI * value)) / x.length;
  return 20 + Math.E - 20 * Math.exp(-0.2 * radius) - Math.exp(waves);
};

export const levy: VectorFunction = (x) => {
  const w = x.map((value) => 1 + (value - 1) / 4);
  const last = w[w.length - 1];
  const middle = sum(w.slice(0, -1), (value) => (value - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * value + 1) ** 2));
  return Math.sin(Math.PI * w[0]) ** 2 + middle + (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2);
};

export const rosenbrock: VectorFunction = (x) =>
  sum(x.slice(0, -1), (value, index) => 100 * (x[index + 1] - value * value) ** 2 + (1 - value) ** 2);

export const rastrigin: VectorFunction = (x) =>
  sum(x, (value) => 10 + value * value - 10 * Math.cos(2 * Math.PI * value));

export const styblinskiTang: VectorFunction = (x) => sum(x, (value) => value ** 4 - 16 * value * value + 5 * value) / 2;

export const griewank: VectorFunction = (x) =>
  1 + sphere(x) / 4000 - x.reduce((product, value, index) => product * Math.cos(value / Math.sqrt(index + 1)), 1);

/** Steepness 10. */
export const michalewicz: VectorFunction = (x) =>
  -sum(x, (value, index) => Math.sin(value) * Math.sin(((index + 1) * value * value) / Math.PI) ** 20);

export const hartmann3: VectorFunction = (x) => hartmann(x, HARTMANN_3);
export const hartmann6: VectorFunction = (x) => hartmann(x, HARTMANN_6);

interface HartmannTables {
  readonly a: readonly (readonly number[])[];
  /** Centres, in units of 0.0001. */
  readonly p: readonly (readonly number[])[];
}
const WEIGHTS = [1, 1.2, 3, 3.2];

function hartmann(x: readonly number[], { a, p }: HartmannTables): number {
  return -sum(
    WEIGHTS,
    (weight, row) => weight * Math.exp(-sum(x, (value, index) => a[row][index] * (value - p[row][index] / 1e4) ** 2)),
  );
}

const HARTMANN_3: HartmannTables = {
  a: [
    [3, 10, 30],
    [0.1, 10, 35],
    [3, 10, 30],
    [0.1, 10, 35],
  ],
  p: [
    [3689, 1170, 2673],
    [4699, 4387, 7470],
    [1091, 8732, 5547],
    [381.5, 5743, 8828], // 0.03815 as in Dixon & Szegö 1978; later tables round it and move the optimum
  ],
};
const HARTMANN_6: HartmannTables = {
  a: [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ],
  p: [
    [1312, 1696, 5569, 124, 8283, 5886],
    [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650],
    [4047, 8828, 8732, 5743, 1091, 381],
  ],
};

/** Flow through a borehole (Harper & Gupta 1983): smooth and monotone, so its least value lies in a corner of the box. */
export const borehole: VectorFunction = ([rw, r, tu, hu, tl, hl, l, kw]) => {
  const logRatio = Math.log(r / rw);
  return (2 * Math.PI * tu * (hu - hl)) / (logRatio * (1 + (2 * l * tu) / (logRatio * rw * rw * kw) + tu / tl));
};
