import fc from "fast-check";
import { expect, test } from "vitest";
import { type Box, type Evaluation, projectedLbfgs } from "./projected-lbfgs";
import { runSearches } from "./run-searches";

const box = (low: readonly number[], high: readonly number[]): Box => ({
  low: Float64Array.from(low),
  high: Float64Array.from(high),
});
const OPTIONS = { iterationsMax: 500, tolerance: 1e-8 };

function minimize(f: (x: Float64Array) => Evaluation, start: readonly number[], within: Box) {
  let evaluations = 0;
  const [minimum] = runSearches([projectedLbfgs(Float64Array.from(start), within, OPTIONS)], (points) => {
    evaluations += points.length;
    return points.map(f);
  });
  return { ...minimum, evaluations };
}

const rosenbrock = (x: Float64Array): Evaluation => {
  const gradient = new Float64Array(x.length);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i += 1) {
    const bend = x[i + 1] - x[i] * x[i];
    value += 100 * bend * bend + (1 - x[i]) ** 2;
    gradient[i] += -400 * x[i] * bend - 2 * (1 - x[i]);
    gradient[i + 1] += 200 * bend;
  }
  return { value, gradient };
};

test("Rosenbrock's valley is followed to its end, inside the box and along a bound", () => {
  const inside = minimize(rosenbrock, [-1.2, 1, -1.2, 1], box([-5, -5, -5, -5], [5, 5, 5, 5]));
  for (const coordinate of inside.x) expect(coordinate).toBeCloseTo(1, 5);
  expect(inside.evaluations).toBeLessThan(200);
  // With x₁ at most 0.5 the minimum is at (0.5, 0.25).
  const bounded = minimize(rosenbrock, [-1.2, 1], box([-5, -5], [0.5, 5]));
  expect(bounded.x[0]).toBe(0.5);
  expect(bounded.x[1]).toBeCloseTo(0.25, 6);
});

test("on any convex quadratic in any box it ends where no free coordinate can improve", () => {
  const size = 5;
  const entry = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: size * size, maxLength: size * size }),
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: size, maxLength: size }),
      (matrix, shift) => {
        // f = ½ |M (x - shift)|² + ½ |x - shift|²: at least as curved as the identity.
        const f = (x: Float64Array): Evaluation => {
          const away = x.map((coordinate, index) => coordinate - shift[index]);
          const image = away.map((_, row) => away.reduce((sum, part, k) => sum + matrix[row * size + k] * part, 0));
          const gradient = away.map(
            (part, k) => part + image.reduce((sum, value, row) => sum + matrix[row * size + k] * value, 0),
          );
          const value = 0.5 * [...image, ...away].reduce((sum, part) => sum + part * part, 0);
          return { value, gradient };
        };
        const { x } = minimize(f, [0, 0, 0, 0, 0], box([-1, -1, -1, -1, -1], [1, 1, 1, 1, 1]));
        const { gradient } = f(x);
        for (let index = 0; index < size; index += 1) {
          expect(Math.abs(x[index])).toBeLessThanOrEqual(1);
          if (x[index] === 1) expect(gradient[index]).toBeLessThan(1e-5);
          else if (x[index] === -1) expect(gradient[index]).toBeGreaterThan(-1e-5);
          else expect(Math.abs(gradient[index])).toBeLessThan(1e-5);
        }
      },
    ),
    { seed: 4, numRuns: 200 },
  );
});

test("values that are not finite are walked away from; a start without a value ends at once", () => {
  const f = (x: Float64Array): Evaluation =>
    x[0] > 0.3
      ? { value: Number.NaN, gradient: Float64Array.of(Number.NaN) }
      : { value: (x[0] - 0.25) ** 2, gradient: Float64Array.of(2 * (x[0] - 0.25)) };
  expect(minimize(f, [0], box([0], [1])).x[0]).toBeCloseTo(0.25, 6);
  expect(minimize(f, [0.9], box([0], [1]))).toMatchObject({ value: Number.NaN, evaluations: 1 });
});

test("searches side by side end where each ends alone", () => {
  const within = box([-2, -2], [2, 2]);
  const starts = [
    [-1.2, 1],
    [0, 0],
    [2, -2],
  ];
  const alone = starts.map((start) => minimize(rosenbrock, start, within).x);
  const together = runSearches(
    starts.map((start) => projectedLbfgs(Float64Array.from(start), within, OPTIONS)),
    (points) => points.map(rosenbrock),
  );
  expect(together.map(({ x }) => x)).toEqual(alone);
});
