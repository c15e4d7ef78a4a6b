/** Normal distribution cut to an interval. */
import { logNormalCdf, normalCdf, normalQuantile } from "./normal";

/** The density changes by less than this share over the interval. */
const FLAT = 1e-9;

export interface TruncatedNormal {
  readonly mean: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The value with probability `p` below it, by inversion. An interval in the upper tail is reflected to the lower one,
 * where small probabilities keep their digits; beyond 37 deviations nothing is left to invert and the near end answers.
 */
export function truncatedNormalQuantile(p: number, { mean, deviation, low, high }: TruncatedNormal): number {
  const a = (low - mean) / deviation;
  const b = (high - mean) / deviation;
  if (a > 0) return -truncatedNormalQuantile(1 - p, { mean: -mean, deviation, low: -high, high: -low });
  // So wide that the density is flat over the interval: inverting would lose what the interval adds to the mean.
  if ((b - a) * (1 - a) < FLAT) return low + p * (high - low);
  const below = normalCdf(a);
  const width = normalCdf(b) - below;
  if (!(width > 0)) return b < 0 ? high : low;
  const value = mean + deviation * normalQuantile(below + p * width);
  return Math.min(high, Math.max(low, value));
}

/** The share of the uncut distribution that lies inside the interval. */
export function truncatedNormalMass({ mean, deviation, low, high }: TruncatedNormal): number {
  const a = (low - mean) / deviation;
  const b = (high - mean) / deviation;
  return a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
}

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);
/** From this width in deviations on, the difference of two probabilities keeps twelve digits. */
const NARROW = 1e-3;

/**
 * ln(Φ(b) - Φ(a)) for a < b: the log of the share between two standardized ends. Finite and accurate however far out or
 * narrow the interval is, where the difference of probabilities itself would be 0 or noise (pitfall 24).
 */
export function logNormalMass(a: number, b: number): number {
  if (a > 0) return logNormalMass(-b, -a);
  const width = b - a;
  if (width < NARROW) return logNarrowMass((a + b) / 2, width);
  if (b < -1) return logNormalCdf(b) + Math.log1p(-Math.exp(logNormalCdf(a) - logNormalCdf(b)));
  return Math.log(normalCdf(b) - normalCdf(a));
}

/** With t from the middle m: φ(m + t) = φ(m) e^(-mt) e^(-t²/2), and the mean of the last factor is 1 - width²/24. */
function logNarrowMass(middle: number, width: number): number {
  const u = (Math.abs(middle) * width) / 2;
  // ln(sinh(u) / u); the closed form would be 0 / 0 at 0 and overflow far out.
  const slope = u < 0.1 ? (u * u) / 6 - u ** 4 / 180 : u + Math.log1p(-Math.exp(-2 * u)) - Math.log(2 * u);
  return -0.5 * middle * middle - LOG_SQRT_2PI + Math.log(width) + slope - (width * width) / 24;
}
