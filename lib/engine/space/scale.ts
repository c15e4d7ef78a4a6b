/**
 * Scales as distances: how far x has risen above `low` after the scale's transform T, T(x) - T(low), and back.
 * Working relative to `low` (log1p, expm1) keeps narrow ranges such as [1e9, 1e9 + 1] on a log scale exact, where
 * ln(high) - ln(low) would cancel to noise.
 */
import type { Scale } from "./space";

/** T(x) - T(low), increasing in x. Also meaningful outside the range wherever T is. */
export function riseAbove(scale: Scale, low: number, x: number): number {
  switch (scale) {
    case "linear":
      return x - low;
    case "log": // T = ln x; the ratio form overflows for huge ranges, the difference cancels for narrow ones
      return x < 2 * low ? Math.log1p((x - low) / low) : Math.log(x) - Math.log(low);
    case "reverse_log": // T = -ln(1 - x)
      return -Math.log1p(-(x - low) / (1 - low));
    case "logit": // T = ln x - ln(1 - x)
      return riseAbove("log", low, x) + riseAbove("reverse_log", low, x);
  }
}

/** The x whose rise above `low` is `rise`: the inverse of {@link riseAbove}. */
export function atRise(scale: Scale, low: number, rise: number): number {
  switch (scale) {
    case "linear":
      return low + rise;
    case "log":
      return rise < Math.LN2 ? low + low * Math.expm1(rise) : Math.exp(Math.log(low) + rise);
    case "reverse_log":
      return low - (1 - low) * Math.expm1(-rise);
    case "logit":
      return atLogitRise(low, rise);
  }
}

/** x = low e^r / (1 - low + low e^r), written so that neither a tiny low nor a huge e^r loses digits. */
function atLogitRise(low: number, rise: number): number {
  if (rise < Math.LN2) {
    const growth = Math.expm1(rise);
    return low + (low * (1 - low) * growth) / (1 + low * growth);
  }
  const odds = Math.exp(Math.log(low) - Math.log1p(-low) + rise);
  return odds / (1 + odds);
}

/** Why a bound cannot lie on this scale, or null when it can. */
export function outsideScale(scale: Scale, bound: number): string | null {
  if (scale === "log" && bound <= 0) return "must be greater than 0 on a log scale";
  if (scale === "reverse_log" && bound >= 1) return "must be less than 1 on a reverse_log scale";
  if (scale === "logit" && (bound <= 0 || bound >= 1)) return "must lie strictly between 0 and 1 on a logit scale";
  return null;
}
