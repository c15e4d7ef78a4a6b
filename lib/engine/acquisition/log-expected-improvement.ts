/**
 * The logarithm of expected improvement. EI itself underflows to exactly zero over most of the space, and its gradient
 * with it; the logarithm has the same maximizer and never does.
 * Ament et al. 2023, Unexpected improvements to expected improvement (arXiv:2310.20708), eq. 9 and appendix A.
 *
 *   z = (incumbent - mean) / deviation      h(z) = φ(z) + z Φ(z)      EI = deviation · h(z)
 *   with t = -z:  h = φ(t) (1 - t M(t)),  M Mills' ratio
 */
import { logNormalCdf, millsRatio, normalCdf, normalPdf } from "../stats/normal";

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);
/** From here on 1 - t M(t) by its series: the difference itself would lose log10(t²) digits. */
const SERIES_FROM = 20;

/**
 * Log expected improvement below the incumbent loss, for one Gaussian posterior (minimization).
 * With deviation 0 it is the logarithm of the certain improvement, -Infinity when there is none (pitfall 10).
 */
export function logExpectedImprovement(mean: number, deviation: number, incumbentLoss: number): number {
  if (!(deviation > 0)) return Math.log(Math.max(0, incumbentLoss - mean));
  return Math.log(deviation) + logImprovement((incumbentLoss - mean) / deviation);
}

/** ln h(z). */
export function logImprovement(z: number): number {
  if (z > -1) return Math.log(normalPdf(z) + z * normalCdf(z));
  return -0.5 * z * z - LOG_SQRT_2PI + Math.log(shortfall(-z));
}

/** d ln h / dz = Φ(z) / h(z). */
export function logImprovementSlope(z: number): number {
  if (z > -1) return normalCdf(z) / (normalPdf(z) + z * normalCdf(z));
  return millsRatio(-z) / shortfall(-z);
}

/** 1 - t M(t), about 1 / t² far out (DLMF 7.12.1: 1/t² - 3/t⁴ + 15/t⁶ - …). */
function shortfall(t: number): number {
  if (t < SERIES_FROM) return 1 - t * millsRatio(t);
  const square = 1 / (t * t);
  let term = square;
  let sum = 0;
  for (let k = 3; k <= 21; k += 2) {
    sum += term;
    term *= -k * square;
  }
  return sum;
}

/** Log probability of improvement, ln Φ(z). Kushner 1964. */
export function logProbabilityOfImprovement(mean: number, deviation: number, incumbentLoss: number): number {
  if (!(deviation > 0)) return mean < incumbentLoss ? 0 : Number.NEGATIVE_INFINITY;
  return logNormalCdf((incumbentLoss - mean) / deviation);
}
