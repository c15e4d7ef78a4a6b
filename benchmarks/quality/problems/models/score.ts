/** How good predictions are. */
import type { DataSet, Split } from "./data";

/** Square root of the mean squared error over all folds; null as soon as one fold has no predictions. */
export function crossValidatedError(
  data: DataSet,
  splits: readonly Split[],
  predict: (split: Split) => ArrayLike<number> | null,
): number | null {
  let total = 0;
  let count = 0;
  for (const split of splits) {
    const predicted = predict(split);
    if (!predicted) return null;
    for (const [index, row] of split.test.entries()) total += (predicted[index] - data.y[row]) ** 2;
    count += split.test.length;
  }
  return Math.sqrt(total / count);
}

/** Share of rows whose class is predicted, over all folds. */
export function crossValidatedAccuracy(
  data: DataSet,
  splits: readonly Split[],
  predict: (split: Split) => ArrayLike<number> | null,
): number | null {
  let right = 0;
  let count = 0;
  for (const split of splits) {
    const predicted = predict(split);
    if (!predicted) return null;
    for (const [index, row] of split.test.entries()) right += Number(predicted[index] === data.y[row]);
    count += split.test.length;
  }
  return right / count;
}

/** The output with the largest value, per row. */
export function largestOutput(outputs: readonly Float64Array[] | null): Float64Array | null {
  if (!outputs) return null;
  return outputs[0].map((_, row) => {
    let best = 0;
    for (let output = 1; output < outputs.length; output += 1)
      if (outputs[output][row] > outputs[best][row]) best = output;
    return best;
  });
}

/** Mean negative log-likelihood; probabilities are kept off zero, or one sure mistake would be infinite. */
export function logLoss(probabilityOfTruth: Iterable<number>): number {
  let total = 0;
  let count = 0;
  for (const probability of probabilityOfTruth) {
    total -= Math.log(Math.min(1, Math.max(1e-6, probability)));
    count += 1;
  }
  return total / count;
}

/** Turns scores into probabilities in place. */
export function softmax(scores: Float64Array): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (const score of scores) largest = Math.max(largest, score);
  let total = 0;
  for (let index = 0; index < scores.length; index += 1) {
    scores[index] = Math.exp(scores[index] - largest);
    total += scores[index];
  }
  for (let index = 0; index < scores.length; index += 1) scores[index] /= total;
  return scores;
}
