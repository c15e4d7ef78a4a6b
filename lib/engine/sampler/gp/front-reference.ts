/**
 * The reference below which the gain of hypervolume counts, for two or three objectives, in the models' unit. From far beyond
 * the front the slightest gain at one of its ends is worth more than any gap in it, and all trials go there; from its worst
 * point on, the ends would be worth nothing. So it is as far from the front as its points are from each other if they are
 * evenly spread: range / H with H from C(H + m - 1, m - 1) = n (Ishibuchi, Imada, Setoguchi & Nojima 2018, How to specify a
 * reference point in hypervolume calculation for fair performance comparison, Evolutionary Computation 26(3), section 5).
 *
 * The front is that of what was tried and of where models expect it to go on, or a first few points that cover a corner
 * would never be left for the ends. Never beyond all results, where a front of one point would put it.
 *
 *   n points of the front      m objectives
 */
import type { Losses } from "../../pareto/dominance";
import { paretoFront } from "../../pareto/fronts";
import { referencePoint } from "../../pareto/reference-point";

/** Of means that hardly differ, what lies beyond the worst: their targets' deviation is 1. */
const BEYOND_MIN = 0.1;
/** The same of a front, whose points may be much closer to each other than results are. */
const BEYOND_FRONT_MIN = 0.01;
/** In deviations of the results: losses that differ by less are taken as equal where another differs by much. */
const ALIKE = 0.01;
const MUCH = 0.1;

interface FrontRequest {
  /** What the models expect where the front is. */
  readonly front: readonly Losses[];
  /** And where it may go on. */
  readonly scouts: readonly Losses[];
  /** By objective, what they expect at all results. */
  readonly seen: readonly Float64Array[];
}

export function frontReference({ front, scouts, seen }: FrontRequest): readonly number[] {
  const all = [...front, ...scouts];
  const expected = paretoFront(all).map((index) => all[index]);
  const whole = expected.filter((point) => !expected.some((other) => isBargain(other, point)));
  const gap = 1 / divisionsOf(front.length, seen.length);
  return seen.map((means, m) => {
    const far = beyondAll(means);
    if (front.length < 2 || whole.length === 0) return far;
    const along = whole.map((losses) => losses[m]);
    const worst = Math.max(...along);
    return Math.min(far, worst + Math.max(gap * (worst - Math.min(...along)), BEYOND_FRONT_MIN));
  });
}

/**
 * Whether a point is better by much where it is better, and hardly worse anywhere. Models do not tell the last digits of a
 * loss: a point that is bad but for those would be an end of the front, and hold the reference far away.
 */
function isBargain(point: Losses, other: Losses): boolean {
  let gain = 0;
  for (let m = 0; m < point.length; m += 1) {
    if (point[m] > other[m] + ALIKE) return false;
    gain = Math.max(gain, other[m] - point[m]);
  }
  return gain > MUCH;
}

/** Beyond an objective that says the same everywhere too, or no gain of the others would make any hypervolume. */
export function beyondAll(means: Float64Array): number {
  const [beyond] = referencePoint(Array.from(means, (mean) => [mean]));
  return Math.max(beyond, Math.max(...means) + BEYOND_MIN);
}

/** H: how many steps there are from end to end when so many points are evenly spread over a line or a triangle. */
function divisionsOf(points: number, objectives: number): number {
  return objectives === 2 ? points - 1 : (Math.sqrt(1 + 8 * points) - 3) / 2;
}
