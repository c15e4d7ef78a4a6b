/** The acquisition surface: log expected improvement by the forest, weighted with the chance that a trial can be evaluated. */
import { logExpectedImprovement } from "../../acquisition/log-expected-improvement";
import type { Rng } from "../../rng/rng";
import { fitForest } from "../../surrogate/random-forest/fit-forest";
import type { Forest, ForestOptions } from "../../surrogate/random-forest/forest";
import { type ForestPrediction, predictForest } from "../../surrogate/random-forest/predict-forest";
import type { Observations } from "./observations";
import { PendingBelief } from "./pending-belief";

/** Added to the standard deviation of targets, which are of size 1: where trees agree to the digit, means decide. */
const DEVIATION_FLOOR = 1e-6;

export interface Scores {
  /** Log EI + log chance of evaluation. */
  readonly value: Float64Array;
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

export interface Surface {
  /** Of points in unit coordinates, row-major. */
  prepare(units: Float64Array, count: number): Prepared;
  /** By observation: what the forest expects there. */
  readonly fitted: Float64Array;
  /** The chance that a point can be evaluated, between 0 and 1. */
  chanceOfEvaluation(unit: Float64Array): number;
  /** Takes a point into account that is out, or was just suggested. */
  believe(unit: Float64Array): void;
}

/** Points with everything about them that does not change as suggestions are made. */
export interface Prepared {
  /** Their scores given all that is believed by now. */
  scores(): Scores;
}

interface Growing {
  readonly options: ForestOptions;
  rngOf(purpose: string, tree: number): Rng;
}

export function fitSurface(observations: Observations, { options, rngOf }: Growing): Surface {
  const { data, evaluable, measured } = observations;
  const forest = fitForest(data, options, (tree) => rngOf("tree", tree));
  const guard = evaluable && fitForest({ ...data, targets: evaluable }, options, (tree) => rngOf("guard-tree", tree));
  const belief = new PendingBelief(forest);
  const fitted = predictForest(forest, toRows(observations), data.count).mean;
  // The best expected result, not the best seen: a lucky measurement would set a bar that nothing real can clear.
  let incumbent = fitted.reduce((best, mean, row) => (measured[row] === 1 ? Math.min(best, mean) : best), Infinity);
  return {
    fitted,
    prepare: (units, count) => {
      const prediction = predictForest(forest, units, count);
      const chances = guard && logChances(guard, units, count);
      const left = new Float64Array(count).fill(1);
      const solved: Float64Array[] = [];
      return {
        scores: () => {
          belief.condition(prediction.leaves, left, solved);
          return score(prediction, { left, chances, incumbent });
        },
      };
    },
    chanceOfEvaluation: (unit) => (guard ? Math.exp(logChances(guard, unit, 1)[0]) : 1),
    believe: (unit) => {
      const { mean, leaves } = predictForest(forest, unit, 1);
      incumbent = Math.min(incumbent, mean[0]);
      belief.add(leaves);
    },
  };
}

interface Weights {
  readonly left: Float64Array;
  readonly chances: Float64Array | null;
  readonly incumbent: number;
}

function score({ mean, variance }: ForestPrediction, { left, chances, incumbent }: Weights): Scores {
  const deviation = variance.map((whole, point) => Math.sqrt(whole * left[point]) + DEVIATION_FLOOR);
  const value = mean.map(
    (expected, point) => logExpectedImprovement(expected, deviation[point], incumbent) + (chances ? chances[point] : 0),
  );
  return { value, mean, deviation };
}

/** Logarithm of the share of trees that say a point can be evaluated; half a tree more on each side keeps it finite. */
function logChances(guard: Forest, units: Float64Array, count: number): Float64Array {
  const size = guard.trees.length;
  return predictForest(guard, units, count).mean.map((share) => Math.log((share * size + 0.5) / (size + 1)));
}

/** The observations' coordinates, row-major. */
function toRows({ data: { count, levels, values } }: Observations): Float64Array {
  const rows = new Float64Array(values.length);
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < levels.length; column += 1) {
      rows[row * levels.length + column] = values[column * count + row];
    }
  }
  return rows;
}
