/** The bare strategy on functions whose evaluation counts are published by pycma, without a box. */
import { standardNormal } from "../../../rng/distributions";
import { makeRng } from "../../../rng/rng";
import { defaultLambda, strategyConstants } from "../constants";
import { pointOf, startDistribution, stepOf, update } from "../distribution";

const functions = {
  sphere: (x: readonly number[]) => x.reduce((total, value) => total + value * value, 0),
  ellipsoid: (x: readonly number[]) =>
    x.reduce((total, value, index) => total + 1e6 ** (index / (x.length - 1)) * value * value, 0),
  rosenbrock: (x: readonly number[]) =>
    x.slice(1).reduce((total, value, index) => total + 100 * (x[index] ** 2 - value) ** 2 + (x[index] - 1) ** 2, 0),
} as const;
export type KnownFunction = keyof typeof functions;

interface Run {
  readonly name: KnownFunction;
  readonly dimension: number;
  readonly seed: number;
  readonly active: boolean;
  /** Runs that end elsewhere are given up after so many. */
  readonly limit: number;
}

const TARGET = 1e-9;

/** Evaluations up to the end of the generation that reached 1e-9; infinite when none did. */
export function evaluationsToTarget({ name, dimension, seed, active, limit }: Run): number {
  const rng = makeRng({ seed: `${name} ${dimension} ${seed}`, purpose: "run", number: 0 });
  const constants = strategyConstants(dimension, defaultLambda(dimension), { active });
  const start = name === "rosenbrock" ? { at: 0, sigma: 0.5 } : { at: 3, sigma: 2 };
  let distribution = startDistribution(
    Array.from({ length: dimension }, () => start.at),
    start.sigma,
  );
  for (let evaluations = constants.lambda; evaluations < limit; evaluations += constants.lambda) {
    const tried = Array.from({ length: constants.lambda }, () => {
      const y = stepOf(
        distribution,
        Array.from({ length: dimension }, () => standardNormal(rng)),
      );
      return { y, failed: false, value: functions[name](pointOf(distribution, y)) };
    }).sort((one, other) => one.value - other.value);
    if (tried[0].value < TARGET) return evaluations;
    distribution = update(distribution, tried, constants);
  }
  return Number.POSITIVE_INFINITY;
}
