/** The domain of a listed parameter: ordinal, categorical, bool or fixed. */
import type { Domain } from "./domain";
import type { Scalar } from "./space";

export function listDomain(values: readonly Scalar[], weights?: readonly number[]): Domain {
  const count = values.length;
  const indexByValue = new Map(values.map((value, index) => [value, index]));
  const indexOf = (value: Scalar): number => indexByValue.get(value) ?? -1;
  const indexAt = (unit: number): number => Math.min(count - 1, Math.max(0, Math.floor(unit * count)));
  const valueAt = (index: number): Scalar => {
    const value = values[index];
    if (value === undefined) throw new RangeError(`No level ${index} among ${count}.`);
    return value;
  };
  return {
    count,
    valueAt,
    indexOf,
    contains: (value) => indexByValue.has(value),
    encode: (value) => (indexOf(value) + 0.5) / count,
    decode: (unit) => valueAt(indexAt(unit)),
    warp: weights ? weightedWarp(weights) : (uniform) => uniform,
  };
}

/** Stretches the unit interval so that each choice's equal cell is hit in proportion to its weight. */
function weightedWarp(weights: readonly number[]): (uniform: number) => number {
  const cumulative: number[] = [];
  let total = 0;
  for (const weight of weights) {
    total += weight;
    cumulative.push(total);
  }
  return (uniform) => {
    const target = uniform * total;
    let [low, high] = [0, weights.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (target < cumulative[middle]) high = middle;
      else low = middle + 1;
    }
    return (low + 0.5) / weights.length;
  };
}
