/** Normal distribution cut to an interval. */
import { normalCdf, normalQuantile } from "./normal";

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
