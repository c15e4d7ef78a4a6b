/**
 * The logarithm of expected hypervolume improvement for independent Gaussian losses, exact, with its slopes.
 * Emmerich, Deutz & Klinkenberg 2011; Yang, Emmerich, Deutz & Bäck 2019 (arXiv:1904.12672) for the sum over boxes;
 * Ament et al. 2023 (arXiv:2310.20708, section 3.3) for why its logarithm.
 *
 *   EHVI = Σ_boxes Π_m (E(u_m) - E(l_m))      E(c) = E[max(0, c - y_m)], the expected improvement below c
 *   l, u the corners of the disjoint boxes that make up the undominated region
 */
import type { Box } from "../pareto/boxes";
import type { Losses } from "../pareto/dominance";
import { logSumExp } from "../stats/log-sum-exp";
import { logNormalCdf } from "../stats/normal";
import { logExpectedImprovement } from "./log-expected-improvement";

export interface HypervolumeSlopes {
  readonly value: number;
  /** By objective. */
  readonly byMean: Float64Array;
  readonly byDeviation: Float64Array;
}

export interface LogExpectedHypervolumeImprovement {
  /** Deviations > 0. */
  value(means: Losses | Float64Array, deviations: Losses | Float64Array): number;
  slopes(means: Losses | Float64Array, deviations: Losses | Float64Array): HypervolumeSlopes;
}

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);

export function logExpectedHypervolumeImprovement(boxes: readonly Box[]): LogExpectedHypervolumeImprovement {
  const axes = (boxes[0]?.high ?? []).map((_, objective) => axisOf(boxes, objective));
  const terms = new Float64Array(boxes.length);
  const logValue = (means: ArrayLike<number>, deviations: ArrayLike<number>): number => {
    terms.fill(0);
    for (const [m, axis] of axes.entries()) {
      const gains = axis.levels.map((level) => logExpectedImprovement(means[m], deviations[m], level));
      for (let b = 0; b < terms.length; b += 1) terms[b] += logDifference(gains[axis.high[b]], lowGain(gains, axis, b));
    }
    return logSumExp(terms);
  };
  return {
    value: logValue,
    slopes(means, deviations) {
      const value = logValue(means, deviations);
      const byMean = new Float64Array(axes.length);
      const byDeviation = new Float64Array(axes.length);
      if (!Number.isFinite(value)) return { value, byMean, byDeviation };
      for (const [m, axis] of axes.entries()) {
        const at = momentsAt(axis, means[m], deviations[m]);
        for (let b = 0; b < terms.length; b += 1) {
          // ln of the box's share over this objective's factor: what each derivative of the factor is multiplied by.
          const low = axis.low[b];
          const factor = logDifference(at.gains[axis.high[b]], lowGain(at.gains, axis, b));
          if (factor === Number.NEGATIVE_INFINITY) continue;
          const share = terms[b] - value - factor;
          byMean[m] -= Math.exp(share + at.chances[axis.high[b]]);
          byDeviation[m] += Math.exp(share + at.densities[axis.high[b]]);
          if (low < 0) continue;
          byMean[m] += Math.exp(share + at.chances[low]);
          byDeviation[m] -= Math.exp(share + at.densities[low]);
        }
      }
      return { value, byMean, byDeviation };
    },
  };
}

/** The different corners along one objective, and each box's two among them; -1 for a low corner at -Infinity. */
interface Axis {
  readonly levels: Float64Array;
  readonly low: Int32Array;
  readonly high: Int32Array;
}

function axisOf(boxes: readonly Box[], objective: number): Axis {
  const corners = boxes.flatMap(({ low, high }) => [low[objective], high[objective]]);
  const levels = Float64Array.from(new Set(corners.filter((corner) => corner !== Number.NEGATIVE_INFINITY))).sort();
  const place = new Map(Array.from(levels, (level, index) => [level, index]));
  const placesOf = (corner: "low" | "high"): Int32Array =>
    Int32Array.from(boxes, (box) => place.get(box[corner][objective]) ?? -1);
  return { levels, low: placesOf("low"), high: placesOf("high") };
}

const lowGain = (gains: Float64Array, { low }: Axis, box: number): number =>
  low[box] < 0 ? Number.NEGATIVE_INFINITY : gains[low[box]];

/** At each level: ln E, and of its derivatives -Φ by mean and φ by deviation the logarithms of Φ and φ. */
function momentsAt({ levels }: Axis, mean: number, deviation: number) {
  return {
    gains: levels.map((level) => logExpectedImprovement(mean, deviation, level)),
    chances: levels.map((level) => logNormalCdf((level - mean) / deviation)),
    densities: levels.map((level) => -0.5 * ((level - mean) / deviation) ** 2 - LOG_SQRT_2PI),
  };
}

/** ln (e^large - e^small). */
function logDifference(large: number, small: number): number {
  if (!(large > small)) return Number.NEGATIVE_INFINITY;
  return large + Math.log(-Math.expm1(small - large));
}
