/** Section 4: many optima, in an order that leads to the best one. */
import { rastrigin, rosenbrockScale, rosenbrockTerms } from "./basic-functions";
import type { BbobFunction } from "./bbob-function";
import { turnedRosenbrockOptimum } from "./moderate";
import {
  asymmetric,
  conditioning,
  minus,
  oscillated,
  penalty,
  scaledBy,
  sumOf,
  through,
  times,
} from "./transformations";

const group = "multi-modal, adequate structure";

const WAVES = Array.from({ length: 12 }, (_, k) => ({ height: 0.5 ** k, frequency: 2 * Math.PI * 3 ** k }));
const weierstrass = (z: number): number =>
  WAVES.reduce((sum, { height, frequency }) => sum + height * Math.cos(frequency * (z + 0.5)), 0);

/** Schaffer's F7, its coordinates scaled by Λ^alpha. */
function schaffer(id: number, name: string, alpha: number): BbobFunction {
  return {
    id,
    name,
    group,
    above({ optimum, r, q }) {
      const lambda = conditioning(alpha, optimum.length);
      return (x) => {
        const z = scaledBy(times(q, asymmetric(times(r, minus(x, optimum)), 0.5)), lambda);
        const lengths = z.slice(1).map((next, index) => Math.hypot(z[index], next));
        const total = sumOf(lengths, (s) => Math.sqrt(s) * (1 + Math.sin(50 * s ** 0.2) ** 2));
        return (total / lengths.length) ** 2 + 10 * penalty(x);
      };
    },
  };
}

export const multiModal: readonly BbobFunction[] = [
  {
    id: 15,
    name: "Rastrigin, rotated",
    group,
    above({ optimum, r, q }) {
      const turned = through(r, conditioning(10, optimum.length), q);
      return (x) => rastrigin(times(turned, asymmetric(times(r, minus(x, optimum)).map(oscillated), 0.2)));
    },
  },
  {
    id: 16,
    name: "Weierstrass",
    group,
    above({ optimum, r, q }) {
      const turned = through(r, conditioning(1 / 100, optimum.length), q);
      return (x) => {
        const z = times(turned, times(r, minus(x, optimum)).map(oscillated));
        return 10 * (sumOf(z, weierstrass) / z.length - weierstrass(0)) ** 3 + (10 / z.length) * penalty(x);
      };
    },
  },
  schaffer(17, "Schaffer F7", 10),
  schaffer(18, "Schaffer F7, ill-conditioned", 1_000),
  {
    id: 19,
    name: "Griewank-Rosenbrock",
    group,
    place: turnedRosenbrockOptimum,
    above({ optimum, r }) {
      const scale = rosenbrockScale(optimum.length);
      return (x) => {
        const terms = rosenbrockTerms(times(r, x).map((value) => scale * value + 0.5));
        return (10 / terms.length) * sumOf(terms, (s) => s / 4_000 - Math.cos(s)) + 10;
      };
    },
  },
];
