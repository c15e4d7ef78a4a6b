/** Nearest neighbours: predicts the class with the most weight among the k nearest rows. */
import type { DataSet, Split } from "./data";

export interface NeighbourOptions {
  readonly k: number;
  /** Exponent of the distance: 1 for city blocks, 2 for straight lines. */
  readonly exponent: number;
  /** A neighbour counts 1 / distance to this power; 0 for all alike. */
  readonly fading: number;
}

export function nearestClasses(data: DataSet, { train, test }: Split, options: NeighbourOptions): Float64Array {
  return Float64Array.from(test, (row) => {
    const distances = train.map((other) => ({
      other,
      distance: distance(data.x[row], data.x[other], options.exponent),
    }));
    distances.sort((one, other) => one.distance - other.distance || one.other - other.other);
    const votes = new Float64Array(data.classes);
    for (const { other, distance: away } of distances.slice(0, options.k)) {
      votes[data.y[other]] += (away + 1e-9) ** -options.fading;
    }
    return votes.indexOf(Math.max(...votes));
  });
}

function distance(one: Float64Array, other: Float64Array, exponent: number): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) {
    const away = Math.abs(one[index] - other[index]);
    sum += exponent === 2 ? away * away : exponent === 1 ? away : away ** exponent;
  }
  return sum ** (1 / exponent);
}
