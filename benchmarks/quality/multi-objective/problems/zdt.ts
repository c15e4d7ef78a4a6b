/**
 * Zitzler, Deb & Thiele 2000, Comparison of multiobjective evolutionary algorithms: empirical results, Evolutionary
 * Computation 8(2), section 4, test functions T1 to T4 and T6. f1 depends on the first parameter alone, f2 = g h(f1, g), and
 * the front is where the other parameters make g = 1.
 *
 * With 6 or 8 parameters in place of 30 and 10: so many as people search with 50 or 200 trials. Those that make g have their
 * best values at a fixed selection of upper and lower bounds in place of all lower ones, those of T4, where it is the middle
 * of the range, at fixed places off it.
 */
import type { Losses } from "@/lib/engine/pareto/dominance";
import { average } from "../../score/bootstrap";
import type { ObjectiveProblem, TrueFront } from "../objective-problem";
import { curveFront, places } from "./front";
import { followedBy, reflected, shifted, unitCube, unshifted, vectorProblem } from "./vector-problem";

type Shape = (f1: number, g: number) => number;

const convex: Shape = (f1, g) => 1 - Math.sqrt(f1 / g);
const concave: Shape = (f1, g) => 1 - (f1 / g) ** 2;
const broken: Shape = (f1, g) => convex(f1, g) - (f1 / g) * Math.sin(10 * Math.PI * f1);

/** f2 = h(f1, 1) over all of [first, 1], and the area that lies below it. */
const frontOf = (h: Shape, { below, first = 0 }: { below: number; first?: number }): TrueFront => ({
  points: (count) =>
    places(count)
      .map((place) => first + (1 - first) * place)
      .map((f1) => [f1, h(f1, 1)]),
  volume: ([right, top]) => (right - first) * top - below,
});

interface Zdt {
  readonly id: string;
  readonly about: string;
  readonly h: Shape;
  readonly front: TrueFront;
  readonly parameters: number;
  readonly f1?: (x: number) => number;
  readonly g?: (rest: readonly number[]) => number;
  /** Of the first parameter, values on the front. */
  readonly on?: readonly number[];
}

const PLACES = [0.1, 0.4, 0.8];

const linearG = (rest: readonly number[]): number => 1 + 9 * average(rest);

function zdt({ h, parameters, f1 = (x) => x, g = linearG, on = PLACES, ...given }: Zdt): ObjectiveProblem {
  return vectorProblem({
    ...given,
    family: "zdt",
    bounds: unitCube(parameters),
    optima: on.map((place) => reflected(given.id, 1, followedBy([place], parameters - 1, 0))),
    objectives: 2,
    f(x): Losses {
      const [position, ...rest] = reflected(given.id, 1, x);
      const [first, distance] = [f1(position), g(rest)];
      return [first, distance * h(first, distance)];
    },
  });
}

/** T4's g has 21^(n-1) local fronts: the global one is where each of its parameters is 0 in [-5, 5]. */
const ZDT4 = "zdt4";
const ZDT4_REST = { first: 1, width: 10, count: 5 };
const zdt4: ObjectiveProblem = vectorProblem({
  id: ZDT4,
  family: "zdt",
  about: "a convex front behind very many local ones",
  bounds: [[0, 1], ...Array.from({ length: ZDT4_REST.count }, () => [-5, 5] as const)],
  optima: PLACES.map((place) => unshifted(ZDT4, ZDT4_REST, followedBy([place], ZDT4_REST.count, 0))),
  objectives: 2,
  f(x): Losses {
    const [first, ...rest] = shifted(ZDT4, ZDT4_REST, x);
    const waves = rest.reduce((sum, value) => sum + value ** 2 - 10 * Math.cos(4 * Math.PI * value), 0);
    const g = 1 + 10 * rest.length + waves;
    return [first, g * convex(first, g)];
  },
  front: frontOf(convex, { below: 1 / 3 }),
});

/** f1 of T6, which takes few values often and many seldom. */
const thinning = (x: number): number => 1 - Math.exp(-4 * x) * Math.sin(6 * Math.PI * x) ** 6;
/** Its least value: where the derivative of ln(1 - f1) is 0, tan(6 π x) = 9 π, first. */
const THINNEST = thinning(Math.atan(9 * Math.PI) / (6 * Math.PI));

export const zdtProblems: readonly ObjectiveProblem[] = [
  zdt({ id: "zdt1", about: "a convex front", h: convex, front: frontOf(convex, { below: 1 / 3 }), parameters: 8 }),
  zdt({ id: "zdt2", about: "a concave front", h: concave, front: frontOf(concave, { below: 2 / 3 }), parameters: 8 }),
  zdt({
    id: "zdt3",
    about: "a front in five pieces",
    h: broken,
    front: curveFront((f1) => [f1, broken(f1, 1)]),
    parameters: 8,
    on: [0.04, 0.2, 0.42, 0.63, 0.84],
  }),
  zdt4,
  zdt({
    id: "zdt6",
    about: "a concave front whose points are thinly spread, hard to come near",
    h: concave,
    front: frontOf(concave, { first: THINNEST, below: 2 / 3 - THINNEST + THINNEST ** 3 / 3 }),
    parameters: 8,
    f1: thinning,
    g: (rest) => 1 + 9 * average(rest) ** 0.25,
    on: [0.081, 0.6, 0.95],
  }),
];
