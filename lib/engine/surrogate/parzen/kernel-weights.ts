/**
 * How much each observation counts in a Parzen estimator: the newest 25 fully, older ones less, linearly down to 1 / n
 * for the oldest (Bergstra, Yamins & Cox 2013, section 5; the same constants in Optuna 5.0).
 */
const FULL = 25;

/** Weights of `count` observations, oldest first. */
export function recencyWeights(count: number): Float64Array {
  const weights = new Float64Array(count).fill(1);
  const ramp = count - FULL;
  for (let index = 0; index < ramp; index += 1) {
    // A ramp of one has only its low end.
    weights[index] = ramp === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * index) / (ramp - 1);
  }
  return weights;
}
