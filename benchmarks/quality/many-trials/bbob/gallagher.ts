/**
 * Gallagher's functions: the highest of many Gaussian peaks at random places (f21, f22).
 *
 *   y_i, w_i = place and height of peak i    C_i = Λ^α_i / α_i^(1/4), its diagonal in random order
 *   f = T_osz(10 − max_i w_i exp(−(x − y_i)' R' C_i R (x − y_i) / 2D))²
 */
import { uniformIndex } from "@/lib/engine/rng/distributions";
import type { Rng } from "@/lib/engine/rng/rng";
import type { VectorFunction } from "../../problems/analytic/functions";
import type { Given } from "./bbob-function";
import { conditioning, oscillated, penalty, times } from "./transformations";
import { uniformPoint } from "./uniform-point";

/** The first is the highest. */
export type Peaks = readonly Peak[];

interface Peak {
  readonly place: readonly number[];
  readonly height: number;
  /** The diagonal of C. */
  readonly weights: readonly number[];
}

interface Kind {
  readonly count: number;
  /** α of the first peak. */
  readonly firstCondition: number;
  /** The others lie within. */
  readonly reach: number;
}

export function drawPeaks(rng: Rng, optimum: readonly number[], { count, firstCondition, reach }: Kind): Peaks {
  const dimensions = optimum.length;
  const conditions = shuffled(
    rng,
    Array.from({ length: count - 1 }, (_, index) => 1_000 ** ((2 * index) / (count - 2))),
  );
  return Array.from({ length: count }, (_, index) => {
    const alpha = index === 0 ? firstCondition : conditions[index - 1];
    return {
      place: index === 0 ? optimum : uniformPoint(rng, dimensions, reach),
      height: index === 0 ? 10 : 1.1 + (8 * (index - 1)) / (count - 2),
      weights: shuffled(
        rng,
        conditioning(alpha, dimensions).map((weight) => weight / alpha ** 0.25),
      ),
    };
  });
}

export function gallagher({ r, peaks }: Given): VectorFunction {
  if (!peaks) throw new Error("Gallagher's functions need peaks.");
  const turned = peaks.map(({ place, height, weights }) => ({ place: times(r, place), height, weights }));
  return (x) => {
    const own = times(r, x);
    const heights = turned.map(({ place, height, weights }) => {
      const distance = own.reduce((sum, value, index) => sum + weights[index] * (value - place[index]) ** 2, 0);
      return height * Math.exp(-distance / (2 * x.length));
    });
    return oscillated(10 - Math.max(...heights)) ** 2 + penalty(x);
  };
}

function shuffled(rng: Rng, values: readonly number[]): number[] {
  const left = [...values];
  return values.map(() => left.splice(uniformIndex(rng, left.length), 1)[0]);
}
