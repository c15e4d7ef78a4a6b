/**
 * WFG1, 2, 4, 5, 6 and 7 of Huband, Hingston, Barone & While 2006, table XIV, with two or three objectives, two position
 * and four distance parameters. Parameter i is in [0, 2i]; transformations turn all into positions x_1 … x_{M-1} and a
 * distance x_M, and objective m is x_M + 2 m h_m(x). On the front x_M = 0: where distance parameters are 0.35 of their range.
 */
import type { Losses } from "@/lib/engine/pareto/dominance";
import { average } from "../../score/bootstrap";
import type { ObjectiveProblem, TrueFront } from "../objective-problem";
import { curveFront, ellipsoidFront, nondominated, square } from "./front";
import { followedBy, vectorProblem } from "./vector-problem";
import {
  concaveShape,
  convexShape,
  deceptiveShift,
  dependentBias,
  disconnectedShape,
  flatBias,
  linearShift,
  mixedShape,
  multimodalShift,
  nonseparableMean,
  polynomialBias,
  type Shape,
  weightedMean,
} from "./wfg-toolkit";

/** k and l of the paper. */
const POSITIONS = 2;
const DISTANCES = 4;
const PARAMETERS = POSITIONS + DISTANCES;
/** Of the distance parameters on [0, 1]. */
const BEST = 0.35;

type Reduce = (y: readonly number[], first: number) => number;

interface Wfg {
  readonly id: string;
  readonly about: string;
  readonly objectives: 2 | 3;
  /** All transformations but the last, of the parameters on [0, 1]. */
  readonly transform: (z: readonly number[]) => readonly number[];
  /** The last: a group of them, the first of which is parameter `first`, as one. */
  readonly reduce?: Reduce;
  readonly shape: Shape;
  readonly front: TrueFront;
  /** Of the position parameters on [0, 1], values on the front. */
  readonly on?: readonly (readonly number[])[];
}

const PLACES = [
  [0.15, 0.6],
  [0.5, 0.3],
  [0.8, 0.8],
];

const plainMean: Reduce = (y) => average(y);
/** With weights 2i. */
const laterCountMore: Reduce = (y, first) =>
  weightedMean(
    y,
    y.map((_, index) => 2 * (first + index + 1)),
  );
/** Each group as nonseparable as it can be. */
const entangled: Reduce = (y) => nonseparableMean(y, y.length);

function wfg({ objectives, transform, reduce = plainMean, shape, on = PLACES, ...given }: Wfg): ObjectiveProblem {
  const group = POSITIONS / (objectives - 1);
  return vectorProblem({
    ...given,
    objectives,
    family: "wfg",
    bounds: Array.from({ length: PARAMETERS }, (_, index) => [0, 2 * (index + 1)] as const),
    optima: on.map((place) => followedBy(place, DISTANCES, BEST).map((value, index) => 2 * (index + 1) * value)),
    f(z): Losses {
      const y = transform(z.map((value, index) => value / (2 * (index + 1))));
      const positions = Array.from({ length: objectives - 1 }, (_, m) =>
        reduce(y.slice(m * group, (m + 1) * group), m * group),
      );
      const distance = reduce(y.slice(POSITIONS), POSITIONS);
      // A_m = 1 for all: positions count the same at any distance, as max(x_M, 1) = 1.
      return Array.from({ length: objectives }, (_, m) => distance + 2 * (m + 1) * shape(positions, m));
    },
  });
}

const onDistances = (y: readonly number[], change: (value: number) => number): number[] =>
  y.map((value, index) => (index < POSITIONS ? value : change(value)));

/** The last objective has a shape of its own. */
const withLast =
  (shape: Shape, last: (x: number) => number): Shape =>
  (x, m) =>
    m === x.length ? last(x[0]) : shape(x, m);

const mixedAtLast = withLast(convexShape, mixedShape);
const brokenAtLast = withLast(convexShape, disconnectedShape);
const scaled = (values: Losses): Losses => values.map((value, m) => 2 * (m + 1) * value);
const radii = (objectives: number): Losses => scaled(new Array<number>(objectives).fill(1));

/**
 * WFG2's front. For a position x_1 the first two objectives are on a curve that shrinks to the origin with a = 1 - cos(x_1 π/2);
 * so below a level of the third all is free but what the least x_1 that reaches it dominates: a² (1 - π/4) of their units.
 */
const pieces: TrueFront = {
  points: (count) => nondominated(square(count).map((x) => scaled([0, 1, 2].map((m) => brokenAtLast(x, m))))),
  volume([x, y, z]) {
    const steps = 1_000_000;
    const [s1, s2, s3] = radii(3);
    let [level, volume] = [s3, x * y * (z - s3)];
    for (let step = 0; step <= steps; step += 1) {
      const place = step / steps;
      const next = s3 * disconnectedShape(place);
      if (next >= level) continue;
      const a = 1 - Math.cos((place * Math.PI) / 2);
      volume += (level - next) * (x * y - s1 * s2 * a * a * (1 - Math.PI / 4));
      level = next;
    }
    return volume;
  },
};

export const wfgProblems: readonly ObjectiveProblem[] = [
  wfg({
    id: "wfg1-2",
    about: "flat in places, with nearly all points far from the front",
    objectives: 2,
    transform: (z) =>
      onDistances(z, (value) => flatBias(linearShift(value), { a: 0.8, b: 0.75, c: 0.85 })).map((value) =>
        polynomialBias(value, 0.02),
      ),
    reduce: laterCountMore,
    shape: mixedAtLast,
    front: curveFront((x) => scaled([convexShape([x], 0), mixedShape(x)])),
  }),
  wfg({
    id: "wfg2-3",
    about: "a front in pieces; pairs of parameters not separable",
    objectives: 3,
    transform(z) {
      const y = onDistances(z, linearShift);
      const pairs = Array.from({ length: DISTANCES / 2 }, (_, pair) =>
        y.slice(POSITIONS + 2 * pair, POSITIONS + 2 * pair + 2),
      );
      return [...y.slice(0, POSITIONS), ...pairs.map((pair) => nonseparableMean(pair, 2))];
    },
    shape: brokenAtLast,
    front: pieces,
    on: [
      [0.2, 0.5],
      [0.6, 0.1],
      [1, 0.8],
    ],
  }),
  wfg({
    id: "wfg4-3",
    about: "an ellipsoid; many valleys in every parameter",
    objectives: 3,
    transform: (z) => z.map((value) => multimodalShift(value, { a: 30, b: 10 })),
    shape: concaveShape,
    front: ellipsoidFront(radii(3)),
  }),
  wfg({
    id: "wfg5-2",
    about: "an ellipse; in every parameter the slopes lead away from the best",
    objectives: 2,
    transform: (z) => z.map(deceptiveShift),
    shape: concaveShape,
    front: ellipsoidFront(radii(2)),
  }),
  wfg({
    id: "wfg6-2",
    about: "an ellipse; no parameter is separable",
    objectives: 2,
    transform: (z) => onDistances(z, linearShift),
    reduce: entangled,
    shape: concaveShape,
    front: ellipsoidFront(radii(2)),
  }),
  wfg({
    id: "wfg7-3",
    about: "an ellipsoid; how positions count depends on the other parameters",
    objectives: 3,
    transform: (z) =>
      onDistances(
        z.map((value, index) => (index < POSITIONS ? dependentBias(value, average(z.slice(index + 1))) : value)),
        linearShift,
      ),
    shape: concaveShape,
    front: ellipsoidFront(radii(3)),
  }),
];
