/** Section 1: separable functions. */
import { uniformIndex } from "@/lib/engine/rng/distributions";
import { ellipsoid, rastrigin, ripples, square } from "./basic-functions";
import type { BbobFunction } from "./bbob-function";
import { asymmetric, conditioning, minus, oscillated, penalty, scaledBy, shareOf, sumOf } from "./transformations";
import { uniformPoint } from "./uniform-point";

const group = "separable";

export const separable: readonly BbobFunction[] = [
  {
    id: 1,
    name: "sphere",
    group,
    above:
      ({ optimum }) =>
      (x) =>
        square(minus(x, optimum)),
  },
  {
    id: 2,
    name: "ellipsoid, separable",
    group,
    above:
      ({ optimum }) =>
      (x) =>
        ellipsoid(minus(x, optimum).map(oscillated)),
  },
  {
    id: 3,
    name: "Rastrigin, separable",
    group,
    above({ optimum }) {
      const lambda = conditioning(10, optimum.length);
      return (x) => rastrigin(scaledBy(asymmetric(minus(x, optimum).map(oscillated), 0.2), lambda));
    },
  },
  {
    id: 4,
    name: "Büche-Rastrigin",
    group,
    // As COCO has it: the steep side of every other coordinate is the narrower one of the box.
    place: ({ rng, dimensions }) =>
      uniformPoint(rng, dimensions, 4).map((value, index) => (index % 2 === 0 ? Math.abs(value) : value)),
    above({ optimum }) {
      const lambda = conditioning(10, optimum.length);
      return (x) => {
        const z = minus(x, optimum)
          .map(oscillated)
          .map((value, index) => (value > 0 && index % 2 === 0 ? 10 : 1) * lambda[index] * value);
        return ripples(z) + square(z) + 100 * penalty(x);
      };
    },
  },
  {
    id: 5,
    name: "linear slope",
    group,
    place: ({ rng, dimensions }) => Array.from({ length: dimensions }, () => (uniformIndex(rng, 2) === 0 ? -5 : 5)),
    above:
      ({ optimum }) =>
      (x) => {
        return sumOf(optimum, (corner, index) => {
          const slope = Math.sign(corner) * 10 ** shareOf(index, x.length);
          // Beyond the corner it is flat.
          return 5 * Math.abs(slope) - slope * (corner * x[index] < 25 ? x[index] : corner);
        });
      },
  },
];
