/** Section 2: functions with low or moderate conditioning. */
import { rosenbrockScale, rosenbrockTerms } from "./basic-functions";
import type { BbobFunction, Placing } from "./bbob-function";
import { conditioning, minus, oscillated, penalty, scaledBy, shareOf, sumOf, through, times } from "./transformations";
import { uniformPoint } from "./uniform-point";

const group = "moderate conditioning";

/** Where the turned Rosenbrock functions have all coordinates 1: R'(1/2, …) scaled back. */
export function turnedRosenbrockOptimum({ dimensions, r }: Placing): number[] {
  const scale = rosenbrockScale(dimensions);
  return Array.from({ length: dimensions }, (_, column) => r.reduce((sum, row) => sum + row[column], 0) / 2 / scale);
}

export const moderate: readonly BbobFunction[] = [
  {
    id: 6,
    name: "attractive sector",
    group,
    above({ optimum, r, q }) {
      const turned = through(q, conditioning(10, optimum.length), r);
      return (x) => {
        const z = times(turned, minus(x, optimum));
        const total = sumOf(z, (value, index) => ((value * optimum[index] > 0 ? 100 : 1) * value) ** 2);
        return oscillated(total) ** 0.9;
      };
    },
  },
  {
    id: 7,
    name: "step ellipsoid",
    group,
    above({ optimum, r, q }) {
      const lambda = conditioning(10, optimum.length);
      return (x) => {
        const hat = scaledBy(times(r, minus(x, optimum)), lambda);
        const steps = hat.map((value) =>
          Math.abs(value) > 0.5 ? Math.floor(0.5 + value) : Math.floor(0.5 + 10 * value) / 10,
        );
        const bowl = sumOf(times(q, steps), (value, index) => 10 ** (2 * shareOf(index, x.length)) * value * value);
        return 0.1 * Math.max(Math.abs(hat[0]) / 1e4, bowl) + penalty(x);
      };
    },
  },
  {
    id: 8,
    name: "Rosenbrock",
    group,
    place: ({ rng, dimensions }) => uniformPoint(rng, dimensions, 3),
    above({ optimum }) {
      const scale = rosenbrockScale(optimum.length);
      return (x) => sumOf(rosenbrockTerms(minus(x, optimum).map((value) => scale * value + 1)), (term) => term);
    },
  },
  {
    id: 9,
    name: "Rosenbrock, rotated",
    group,
    place: turnedRosenbrockOptimum,
    above({ optimum, r }) {
      const scale = rosenbrockScale(optimum.length);
      return (x) => sumOf(rosenbrockTerms(times(r, x).map((value) => scale * value + 0.5)), (term) => term);
    },
  },
];
