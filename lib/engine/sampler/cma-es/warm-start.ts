/**
 * Where a search begins that has earlier results of the study to go by: the normal distribution nearest to a mixture of
 * small ones around the best of them.
 * Nomura, Watanabe, Akimoto, Ozaki & Onishi 2021, Warm starting CMA-ES for hyperparameter optimization, AAAI, section 3.
 *
 *   m = mean of the best    S = alpha^2 I + their covariance    sigma = det(S)^(1 / 2N)    C = S / sigma^2
 */
import { symmetricEigen } from "../../linalg/symmetric-eigen";
import { compareFitness, type Fitness } from "../evolution/fitness";

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

export function warmOutset(
  earlier: readonly EarlierResult[],
  weights: readonly (readonly number[])[],
): WarmOutset | null {
  if (earlier.length < EARLIER_MIN) return null;
  const ranked = [...earlier].sort(
    (one, other) => compareFitness(one.fitness, other.fitness) || one.number - other.number,
  );
  const best = ranked.slice(0, Math.ceil(GAMMA * ranked.length));
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
