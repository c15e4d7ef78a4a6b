/** Section 5: many optima that say little of where the best one is. */
import { uniformIndex } from "@/lib/engine/rng/distributions";
import type { Rng } from "@/lib/engine/rng/rng";
import { ripples, square } from "./basic-functions";
import type { BbobFunction } from "./bbob-function";
import { drawPeaks, gallagher } from "./gallagher";
import { conditioning, minus, penalty, sumOf, through, times } from "./transformations";
import { uniformPoint } from "./uniform-point";

const group = "multi-modal, weak structure";

/** A point of equal coordinates but for their signs. */
const corner = (rng: Rng, dimensions: number, reach: number): number[] =>
  Array.from({ length: dimensions }, () => (uniformIndex(rng, 2) === 0 ? -reach : reach));

/** Twice the coordinates, with the optimum's signs. */
const towards = (x: readonly number[], optimum: readonly number[]): number[] =>
  x.map((value, index) => 2 * Math.sign(optimum[index]) * value);

const KATSUURA_TERMS = 32;

/** Fractal: at every scale the distance to the next multiple of it. */
function jagged(z: number): number {
  let total = 0;
  for (let j = 1; j <= KATSUURA_TERMS; j += 1) {
    const scaled = 2 ** j * z;
    total += Math.abs(scaled - Math.round(scaled)) / 2 ** j;
  }
  return total;
}

const SCHWEFEL_PLACE = 4.2096874633;
const SCHWEFEL_LEAST = 4.189828872724339;

/** The middles of Lunacek's two bowls, and how much higher and narrower the worse one is. */
function lunacekBowls(dimensions: number) {
  const good = 2.5;
  const higher = 1;
  const narrower = 1 - 1 / (2 * Math.sqrt(dimensions + 20) - 8.2);
  return { good, higher, narrower, bad: -Math.sqrt((good * good - higher) / narrower) };
}

export const weakStructure: readonly BbobFunction[] = [
  {
    id: 20,
    name: "Schwefel",
    group,
    place: ({ rng, dimensions }) => corner(rng, dimensions, SCHWEFEL_PLACE / 2),
    above({ optimum }) {
      const lambda = conditioning(10, optimum.length);
      const middle = optimum.map((value) => 2 * Math.abs(value));
      return (x) => {
        const hat = towards(x, optimum);
        const sheared = hat.map((value, index) =>
          index === 0 ? value : value + 0.25 * (hat[index - 1] - middle[index - 1]),
        );
        const z = sheared.map((value, index) => 100 * (lambda[index] * (value - middle[index]) + middle[index]));
        const waves = sumOf(z, (value) => value * Math.sin(Math.sqrt(Math.abs(value))));
        return -waves / (100 * z.length) + SCHWEFEL_LEAST + 100 * penalty(z.map((value) => value / 100));
      };
    },
  },
  {
    id: 21,
    name: "Gallagher, 101 peaks",
    group,
    drawPeaks: (rng, optimum) => drawPeaks(rng, optimum, { count: 101, firstCondition: 1_000, reach: 5 }),
    above: gallagher,
  },
  {
    id: 22,
    name: "Gallagher, 21 peaks",
    group,
    place: ({ rng, dimensions }) => uniformPoint(rng, dimensions, 3.92),
    drawPeaks: (rng, optimum) => drawPeaks(rng, optimum, { count: 21, firstCondition: 1_000 ** 2, reach: 4.9 }),
    above: gallagher,
  },
  {
    id: 23,
    name: "Katsuura",
    group,
    above({ optimum, r, q }) {
      const dimensions = optimum.length;
      const turned = through(q, conditioning(100, dimensions), r);
      const power = 10 / dimensions ** 1.2;
      const height = 10 / dimensions ** 2;
      return (x) => {
        const z = times(turned, minus(x, optimum));
        const product = z.reduce((total, value, index) => total * (1 + (index + 1) * jagged(value)) ** power, 1);
        return height * product - height + penalty(x);
      };
    },
  },
  {
    id: 24,
    name: "Lunacek bi-Rastrigin",
    group,
    place: ({ rng, dimensions }) => corner(rng, dimensions, lunacekBowls(dimensions).good / 2),
    above({ optimum, r, q }) {
      const dimensions = optimum.length;
      const { good, bad, higher, narrower } = lunacekBowls(dimensions);
      const turned = through(q, conditioning(100, dimensions), r);
      return (x) => {
        const hat = towards(x, optimum);
        const fromGood = hat.map((value) => value - good);
        const worse = higher * dimensions + narrower * square(hat.map((value) => value - bad));
        return Math.min(square(fromGood), worse) + ripples(times(turned, fromGood)) + 1e4 * penalty(x);
      };
    },
  },
];
