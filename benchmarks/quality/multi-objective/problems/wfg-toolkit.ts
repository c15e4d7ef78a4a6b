/**
 * Huband, Hingston, Barone & While 2006, A review of multiobjective test problems and a scalable test problem toolkit, IEEE
 * Transactions on Evolutionary Computation 10(5): the shapes of table X and the transformations of table XI. All are of
 * [0, 1] into [0, 1]; what rounding puts outside is put back, as the roots and powers after it need.
 */
const { abs, ceil, cos, floor, min, PI, sin } = Math;

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** b_poly: bias towards 0 (a > 1) or 1. */
export const polynomialBias = (y: number, a: number): number => within(y ** a);

/** b_flat: from b to c all is `a`. */
export function flatBias(y: number, { a, b, c }: { a: number; b: number; c: number }): number {
  const below = (min(0, floor(y - b)) * a * (b - y)) / b;
  const above = (min(0, floor(c - y)) * (1 - a) * (y - c)) / (1 - c);
  return within(a + below - above);
}

/** b_param, with the constants of WFG7 to 9: how strong the bias is depends on `other`. */
export function dependentBias(y: number, other: number): number {
  const [a, b, c] = [0.98 / 49.98, 0.02, 50];
  const v = a - (1 - 2 * other) * abs(floor(0.5 - other) + a);
  return within(y ** (b + (c - b) * v));
}

/** s_linear: best at a, exactly there by rounding too: WFG1 makes 0.46 of 1e-17. */
export function linearShift(y: number, a = 0.35): number {
  const away = abs(y - a);
  return away < 1e-12 ? 0 : within(away / abs(floor(a - y) + a));
}

/** s_decept, with the constants of WFG5 and 9: best in a basin 0.002 wide around 0.35, with the slopes leading away from it. */
export function deceptiveShift(y: number): number {
  const [a, b, c] = [0.35, 0.001, 0.05];
  const left = (floor(y - a + b) * (1 - c + (a - b) / b)) / (a - b);
  const right = (floor(a + b - y) * (1 - c + (1 - a - b) / b)) / (1 - a - b);
  return within(1 + (abs(y - a) - b) * (left + right + 1 / b));
}

/** s_multi: `a` valleys to either side or so, in a bowl of height b, best at 0.35. */
export function multimodalShift(y: number, { a, b }: { a: number; b: number }): number {
  const c = 0.35;
  const away = abs(y - c) / (2 * (floor(c - y) + c));
  return within((1 + cos((4 * a + 2) * PI * (0.5 - away)) + 4 * b * away ** 2) / (b + 2));
}

/** r_sum: a weighted mean. */
export function weightedMean(y: readonly number[], weights: readonly number[]): number {
  let [sum, total] = [0, 0];
  for (const [index, value] of y.entries()) {
    sum += weights[index] * value;
    total += weights[index];
  }
  return within(sum / total);
}

/** r_nonsep: not separable, the more neighbours `degree` brings in. */
export function nonseparableMean(y: readonly number[], degree: number): number {
  let sum = 0;
  for (let j = 0; j < y.length; j += 1) {
    sum += y[j];
    for (let k = 0; k <= degree - 2; k += 1) sum += abs(y[j] - y[(1 + j + k) % y.length]);
  }
  const half = ceil(degree / 2);
  return within(sum / ((y.length / degree) * half * (1 + 2 * degree - 2 * half)));
}

/** The shape of each objective but the last, and that of the last. Positions x, one fewer than objectives. */
export type Shape = (x: readonly number[], m: number) => number;

const product = (x: readonly number[], of: (value: number) => number): number =>
  x.reduce((total, value) => total * of(value), 1);

export const convexShape: Shape = (x, m) =>
  product(x.slice(0, x.length - m), (value) => 1 - cos((value * PI) / 2)) *
  (m === 0 ? 1 : 1 - sin((x[x.length - m] * PI) / 2));

export const concaveShape: Shape = (x, m) =>
  product(x.slice(0, x.length - m), (value) => sin((value * PI) / 2)) * (m === 0 ? 1 : cos((x[x.length - m] * PI) / 2));

/** mixed_M with α = 1 and A = 5: convex and concave in turn. */
export const mixedShape = (x: number): number => 1 - x - cos(10 * PI * x + PI / 2) / (10 * PI);

/** disc_M with α = β = 1 and A = 5: in pieces. */
export const disconnectedShape = (x: number): number => 1 - x * cos(5 * x * PI) ** 2;
