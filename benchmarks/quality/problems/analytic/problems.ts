/** Family 1: smooth functions of real numbers, 2 to 20 of them. */
import { toAssignments } from "@/lib/engine/space/space";
import { choicesOf, dot, offCenter, rotation } from "../placement";
import type { QualityProblem } from "../problem";
import { numberAt } from "../read-assignments";
import { analyticProblem, cube } from "./analytic-problem";
import {
  ackley,
  borehole,
  branin,
  griewank,
  hartmann3,
  hartmann6,
  levy,
  logGoldsteinPrice,
  michalewicz,
  rastrigin,
  rosenbrock,
  sixHumpCamel,
  sphere,
  styblinskiTang,
  type VectorFunction,
} from "./functions";

const constant = (dimensions: number, value: number): number[] => new Array<number>(dimensions).fill(value);

/** Sum of squares along turned axes whose weights grow from 1 to `condition`. */
function ellipsoid(id: string, dimensions: number, condition: number): VectorFunction {
  const axes = rotation(id, dimensions);
  const weights = axes.map((_, index) => condition ** (index / (dimensions - 1)));
  return (x) => axes.reduce((total, axis, index) => total + weights[index] * dot(axis, x) ** 2, 0);
}

/** A bowl in the decades of parameters that span five of them, as learning rates and penalties do; curved to a valley. */
function logBowl(id: string, dimensions: number): QualityProblem {
  const rng = choicesOf(id);
  const decades = Array.from({ length: dimensions }, () => -5 + 5 * offCenter(rng));
  return {
    id,
    family: "analytic",
    about: `a curved valley over ${dimensions} parameters on log scales`,
    direction: "minimize",
    space: Object.fromEntries(
      decades.map((_, index) => [`x${index}`, { type: "float", low: 1e-5, high: 1, scale: "log" }] as const),
    ),
    optimum: { value: 0, at: toAssignments(decades.map((decade, index) => [`x${index}`, 10 ** decade] as const)) },
    value: (assignments) => {
      const away = decades.map((decade, index) => Math.log10(numberAt(assignments, `x${index}`)) - decade);
      return away.reduce(
        (total, value, index) => total + (value + (index > 0 ? 0.3 * away[index - 1] ** 2 : 0)) ** 2 / (1 + index / 2),
        0,
      );
    },
  };
}

export const analyticProblems: readonly QualityProblem[] = [
  analyticProblem({
    id: "sphere-3",
    about: "the easiest: convex, no interactions",
    f: sphere,
    bounds: cube(3, -5, 5),
    least: 0,
    minimizer: constant(3, 0),
    shifted: true,
  }),
  analyticProblem({
    id: "branin-2",
    about: "three equal minima",
    f: branin,
    bounds: [
      [-5, 10],
      [0, 15],
    ],
    least: 0.39788735772973816,
    minimizer: [Math.PI, 2.275],
  }),
  analyticProblem({
    id: "six-hump-camel-2",
    about: "two global and four local minima",
    f: sixHumpCamel,
    bounds: [
      [-3, 3],
      [-2, 2],
    ],
    least: -1.031628453489877,
    minimizer: [0.08984201368301331, -0.7126564032704135],
  }),
  analyticProblem({
    id: "log-goldstein-price-2",
    about: "steep walls, flat floor with local minima",
    f: logGoldsteinPrice,
    bounds: cube(2, -2, 2),
    least: Math.log(3),
    minimizer: [0, -1],
  }),
  analyticProblem({
    id: "hartmann-3",
    about: "four bumps",
    f: hartmann3,
    bounds: cube(3, 0, 1),
    least: -3.862782147820756,
    minimizer: [0.11461434, 0.55564885, 0.85254695],
  }),
  analyticProblem({
    id: "hartmann-6",
    about: "four bumps; a local minimum 0.119 above the global one is the wider basin",
    f: hartmann6,
    bounds: cube(6, 0, 1),
    least: -3.322368011415515,
    minimizer: [0.20168952, 0.15001069, 0.47687398, 0.27533243, 0.31165162, 0.65730054],
  }),
  analyticProblem({
    id: "ackley-5",
    about: "a funnel under ripples",
    f: ackley,
    bounds: cube(5, -32.768, 32.768),
    least: 0,
    minimizer: constant(5, 0),
    shifted: true,
  }),
  analyticProblem({
    id: "ackley-10",
    about: "a funnel under ripples, ten parameters",
    f: ackley,
    bounds: cube(10, -10, 10),
    least: 0,
    minimizer: constant(10, 0),
    shifted: true,
  }),
  analyticProblem({
    id: "levy-4",
    about: "waves along valleys",
    f: levy,
    bounds: cube(4, -10, 10),
    least: 0,
    minimizer: constant(4, 1),
    shifted: true,
  }),
  analyticProblem({
    id: "levy-12",
    about: "waves along valleys, twelve parameters",
    f: levy,
    bounds: cube(12, -10, 10),
    least: 0,
    minimizer: constant(12, 1),
    shifted: true,
  }),
  analyticProblem({
    id: "rosenbrock-4",
    about: "a curved valley under walls a thousand times higher",
    f: rosenbrock,
    bounds: cube(4, -5, 10),
    least: 0,
    minimizer: constant(4, 1),
    shifted: true,
  }),
  analyticProblem({
    id: "log-rosenbrock-10",
    about: "a curved valley seen through a logarithm, ten parameters",
    f: (x) => Math.log1p(rosenbrock(x)),
    bounds: cube(10, -2, 3),
    least: 0,
    minimizer: constant(10, 1),
    shifted: true,
  }),
  analyticProblem({
    id: "rastrigin-4",
    about: "ten thousand local minima on a bowl",
    f: rastrigin,
    bounds: cube(4, -5.12, 5.12),
    least: 0,
    minimizer: constant(4, 0),
    shifted: true,
  }),
  analyticProblem({
    id: "styblinski-tang-6",
    about: "64 separable basins, one of them best",
    f: styblinskiTang,
    bounds: cube(6, -5, 5),
    least: -39.16616570377142 * 6,
    minimizer: constant(6, -2.903534027771177),
  }),
  analyticProblem({
    id: "griewank-8",
    about: "a wide bowl with fine ripples",
    f: griewank,
    bounds: cube(8, -100, 100),
    least: 0,
    minimizer: constant(8, 0),
    shifted: true,
  }),
  analyticProblem({
    id: "michalewicz-5",
    about: "narrow ravines on a plain",
    f: michalewicz,
    bounds: cube(5, 0, Math.PI),
    least: -4.687658179088148,
  }),
  analyticProblem({
    id: "ellipsoid-rotated-6",
    about: "no parameter acts alone; condition 1,000",
    f: ellipsoid("ellipsoid-rotated-6", 6, 1_000),
    bounds: cube(6, -5, 5),
    least: 0,
    minimizer: constant(6, 0),
    shifted: true,
  }),
  analyticProblem({
    id: "ellipsoid-rotated-20",
    about: "no parameter acts alone; twenty of them, condition 100",
    f: ellipsoid("ellipsoid-rotated-20", 20, 100),
    bounds: cube(20, -5, 5),
    least: 0,
    minimizer: constant(20, 0),
    shifted: true,
  }),
  analyticProblem({
    id: "borehole-8",
    about: "smooth and monotone: the optimum is a corner; ranges of very different size",
    f: borehole,
    bounds: [
      [0.05, 0.15],
      [100, 50_000],
      [63_070, 115_600],
      [990, 1110],
      [63.1, 116],
      [700, 820],
      [1120, 1680],
      [9855, 12_045],
    ],
    least: borehole([0.05, 50_000, 63_070, 990, 63.1, 820, 1680, 9855]),
    minimizer: [0.05, 50_000, 63_070, 990, 63.1, 820, 1680, 9855],
  }),
  logBowl("log-bowl-6", 6),
];
