/**
 * Deb, Thiele, Laumanns & Zitzler 2005, Scalable test problems for evolutionary multiobjective optimization, section 6.7:
 * DTLZ1, 2, 3, 5 and 7. The first parameters say where on the front a point is, the others how far from it (g = 0 on it).
 *
 * What makes g is best in the middle of the box, but for DTLZ7 where it is the lower bound: moved to fixed places off the
 * middle, and to a selection of upper and lower bounds.
 */
import type { Losses } from "@/lib/engine/pareto/dominance";
import type { ObjectiveProblem, TrueFront } from "../objective-problem";
import { ellipsoidFront, nondominated, places, productOf, square } from "./front";
import { followedBy, reflected, shifted, unitCube, unshifted, vectorProblem } from "./vector-problem";

const PARAMETERS = 6;
const PLACES = [
  [0.2, 0.7],
  [0.5, 0.1],
  [0.9, 0.4],
];
/** Of DTLZ7. */
const ISLANDS = [
  [0, 0],
  [0.1, 0.2],
  [0.7, 0.15],
];

const roundG = (rest: readonly number[]): number => rest.reduce((sum, x) => sum + (x - 0.5) ** 2, 0);
const wavyG = (rest: readonly number[]): number =>
  100 * rest.reduce((sum, x) => sum + 1 + (x - 0.5) ** 2 - Math.cos(20 * Math.PI * (x - 0.5)), 0);

/** On the part of a sphere of this radius without negative coordinates, by one angle less than there are coordinates. */
function onSphere(angles: readonly number[], radius: number): Losses {
  return Array.from({ length: angles.length + 1 }, (_, m) => {
    const cosines = angles.slice(0, angles.length - m).map(Math.cos);
    return radius * productOf(m === 0 ? cosines : [...cosines, Math.sin(angles[angles.length - m])]);
  });
}

interface Dtlz {
  readonly id: string;
  readonly about: string;
  readonly objectives: number;
  readonly g: (rest: readonly number[]) => number;
  readonly at: (position: readonly number[], g: number) => Losses;
  readonly front: TrueFront;
}

function dtlz({ g, at, ...given }: Dtlz): ObjectiveProblem {
  const positions = given.objectives - 1;
  const range = { first: positions, width: 1 };
  return vectorProblem({
    ...given,
    family: "dtlz",
    bounds: unitCube(PARAMETERS),
    optima: PLACES.map((place) => {
      const position = place.slice(0, positions);
      return unshifted(given.id, range, followedBy(position, PARAMETERS - positions, 0.5));
    }),
    f(x) {
      const moved = shifted(given.id, range, x);
      return at(moved.slice(0, positions), g(moved.slice(positions)));
    },
  });
}

const quarters = (position: readonly number[]): number[] => position.map((x) => (x * Math.PI) / 2);

/** The triangle f1 + f2 + f3 = 1/2. */
const triangle: TrueFront = {
  points: (count) => square(count).map(([u, v]) => [0.5 * u * v, 0.5 * u * (1 - v), 0.5 * (1 - u)]),
  volume: (reference) => productOf(reference) - 0.5 ** 3 / 6,
};

/** The arc (cos θ / √2, cos θ / √2, sin θ). Below height z all is free where f1 or f2 is below √(1 - z²) / √2. */
const arc: TrueFront = {
  points: (count) => places(count).map((place) => onSphere([(place * Math.PI) / 2, Math.PI / 4], 1)),
  volume: ([x, y, z]) => x * y * z - ((x + y) * Math.PI) / (4 * Math.SQRT2) + 1 / 3,
};

/** DTLZ7 with g = 1: f3 = 6 - u(f1) - u(f2), so the front is where neither u has been as large before. */
const hump = (f: number): number => f * (1 + Math.sin(3 * Math.PI * f));
const islands: TrueFront = {
  points: (count) => nondominated(square(count).map(([x, y]) => [x, y, 6 - hump(x) - hump(y)])),
  volume([x, y, z]) {
    const under = (right: number): number => highestSoFar(right);
    return x * y * (z - 6) + y * under(x) + x * under(y);
  },
};

/** The area below the largest value that u has had, from 0 to `right`, at least 1. */
function highestSoFar(right: number): number {
  const steps = 1_000_000;
  let [highest, area] = [0, 0];
  for (let step = 0; step < steps; step += 1) {
    highest = Math.max(highest, hump((step + 0.5) / steps));
    area += highest / steps;
  }
  return area + highest * (right - 1);
}

const DTLZ7 = "dtlz7-3";

export const dtlzProblems: readonly ObjectiveProblem[] = [
  dtlz({
    id: "dtlz1-3",
    about: "a flat front behind very many local ones",
    objectives: 3,
    g: wavyG,
    at: ([x, y], g) => [0.5 * (1 + g) * x * y, 0.5 * (1 + g) * x * (1 - y), 0.5 * (1 + g) * (1 - x)],
    front: triangle,
  }),
  dtlz({
    id: "dtlz2-3",
    about: "an eighth of a sphere, the easiest",
    objectives: 3,
    g: roundG,
    at: (position, g) => onSphere(quarters(position), 1 + g),
    front: ellipsoidFront([1, 1, 1]),
  }),
  dtlz({
    id: "dtlz3-2",
    about: "a quarter of a circle behind very many local ones",
    objectives: 2,
    g: wavyG,
    at: (position, g) => onSphere(quarters(position), 1 + g),
    front: ellipsoidFront([1, 1]),
  }),
  dtlz({
    id: "dtlz5-3",
    about: "a front that is an arc, though there are three objectives",
    objectives: 3,
    g: roundG,
    at: ([x, y], g) => onSphere([(x * Math.PI) / 2, ((1 + 2 * g * y) * Math.PI) / (4 * (1 + g))], 1 + g),
    front: arc,
  }),
  vectorProblem({
    id: DTLZ7,
    family: "dtlz",
    about: "a front of four islands",
    objectives: 3,
    bounds: unitCube(PARAMETERS),
    optima: ISLANDS.map((place) => reflected(DTLZ7, 2, followedBy(place, PARAMETERS - 2, 0))),
    f(x): Losses {
      const [first, second, ...rest] = reflected(DTLZ7, 2, x);
      const g = 1 + (9 * rest.reduce((sum, value) => sum + value, 0)) / rest.length;
      return [first, second, (1 + g) * (3 - (hump(first) + hump(second)) / (1 + g))];
    },
    front: islands,
  }),
];
