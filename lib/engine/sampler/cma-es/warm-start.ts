/**
 * Where a search begins that has earlier results to go by, of the study or of others: the normal distribution nearest to a
 * mixture of small ones around the best of them.
 * Nomura, Watanabe, Akimoto, Ozaki & Onishi 2021, Warm starting CMA-ES for hyperparameter optimization, AAAI, section 3.
 *
 *   m = mean of the best    S = alpha^2 I + their covariance    sigma = det(S)^(1 / 2N)    C = S / sigma^2
 */

import { violation } from "../../history";
import { symmetricEigen } from "../../linalg/symmetric-eigen";
import type { Problem } from "../../problem";
import { unitsOfRow } from "../../space/encode";
import { placedSources } from "../../transfer/source-results";
import { compareFitness, type Fitness } from "../evolution/fitness";
import { type Coordinates, outsetOf, settledDraw } from "./coordinates";

export interface EarlierResult {
  readonly number: number;
  readonly fitness: Fitness;
  /** Of the numbers, in unit coordinates. */
  readonly x: readonly number[];
  readonly choices: readonly number[];
}

/** The share of earlier results that counts as good, and the deviation around each: the paper's. */
const GAMMA = 0.1;
const ALPHA = 0.1;
/** With fewer, the best of them is as likely luck as anything. */
export const EARLIER_MIN = 10;

export interface WarmOutset {
  readonly mean: readonly number[];
  readonly sigma: number;
  readonly covariance: readonly number[];
  readonly weights: readonly (readonly number[])[];
}

/** From the best of each study; null when there is not enough to go by. */
export function warmOutset(
  studies: readonly (readonly EarlierResult[])[],
  weights: readonly (readonly number[])[],
): WarmOutset | null {
  const best = studies.filter(({ length }) => length >= EARLIER_MIN).flatMap(bestOf);
  if (best.length === 0) return null;
  const dimension = best[0].x.length;
  const mean = best[0].x.map((_, index) => best.reduce((total, { x }) => total + x[index], 0) / best.length);
  const spread = Array.from({ length: dimension * dimension }, (_, cell) => {
    const [row, column] = [Math.floor(cell / dimension), cell % dimension];
    const shared = best.reduce((total, { x }) => total + (x[row] - mean[row]) * (x[column] - mean[column]), 0);
    return shared / best.length + (row === column ? ALPHA * ALPHA : 0);
  });
  const { values } = symmetricEigen(spread, dimension);
  const logs = values.reduce((total, value) => total + Math.log(Math.max(value, ALPHA * ALPHA)), 0);
  const sigma = dimension === 0 ? ALPHA : Math.exp(logs / (2 * dimension));
  return {
    mean,
    sigma,
    covariance: spread.map((entry) => entry / (sigma * sigma)),
    // The choices' own prior counts as one of the best.
    weights: weights.map((own, axis) =>
      own.map(
        (weight, choice) =>
          (weight + best.filter(({ choices }) => choices[axis] === choice).length) / (best.length + 1),
      ),
    ),
  };
}

function bestOf(results: readonly EarlierResult[]): readonly EarlierResult[] {
  const ranked = [...results].sort(
    (one, other) => compareFitness(one.fitness, other.fitness) || one.number - other.number,
  );
  return ranked.slice(0, Math.ceil(GAMMA * ranked.length));
}

/** What the studies found that this one starts warm from, read in this study's space. */
export function sourceResults({ problem, coordinates }: Warm): readonly (readonly EarlierResult[])[] {
  const { mean, defaults } = outsetOf(coordinates);
  return placedSources(problem).map(({ results }) =>
    results.map(({ row, losses, excess }, number) => {
      const units = unitsOfRow(coordinates.compiled, row);
      const broken = violation({ excess });
      const fitness: Fitness = broken > 0 ? { tier: 1, losses: [broken] } : { tier: 0, losses };
      const { x, choices } = settledDraw(coordinates, { x: mean, choices: defaults }, units);
      return { number, fitness, x, choices };
    }),
  );
}

interface Warm {
  readonly problem: Problem;
  readonly coordinates: Coordinates;
}
