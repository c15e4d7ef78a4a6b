/**
 * What learning curves have in common: from rung to rung losses fall and spread, or draw together, of all trials alike.
 * Results of several rungs are modelled together only after that change, as a process whose mean and variance are the same
 * everywhere would read it as how little the rungs have to do with each other.
 *
 *   b_j ≈ s a_j + c      a, b  losses of trial j at a rung and at the next one that it came to
 *
 * s ~ N(1, τ²) is estimated by its posterior mean: promoted trials are the best of their rung, and over so narrow a range
 * noise would make any slope of it. c is the median of what is left.
 */
import type { LossEntry, OutTrial } from "../../history";
import { quantile } from "../../stats/quantile";

/** loss ↦ slope · loss + 2 · half: the difference of 1e308 and -1e308 is no number, its half is. */
export interface Change {
  readonly slope: number;
  readonly half: number;
}

const NO_CHANGE: Change = { slope: 1, half: 0 };
/** τ */
const SLOPE_DEVIATION = 0.5;
/** More is no common change: the losses below are all but one. */
const SLOPE_MAX = 1000;
/** Of fewer trials nothing is known of the noise. */
const SLOPE_FROM = 4;
/** Farther from the median, in units of its deviation, a loss says no more than that it is far. */
const FAR = 3;
/** The median absolute deviation of a normal is so much less than its standard deviation. */
const MAD_OF_NORMAL = 0.6745;

/** The loss after that change, finite. */
export function changed(loss: number, { slope, half }: Change = NO_CHANGE): number {
  return 2 * bounded(bounded((loss / 2) * slope) + half);
}

/** So that the sum of two is a number, and twice one. */
function bounded(half: number): number {
  return Math.max(-Number.MAX_VALUE / 4, Math.min(Number.MAX_VALUE / 4, half));
}

/**
 * By distance, how losses change up to the rung that is asked about: to the nearest rung above that any trial came to as
 * well, and from there on; none where there is no such rung.
 */
export function rungChanges(trials: readonly (LossEntry | OutTrial)[]): ReadonlyMap<number, Change> {
  const curves = trials.filter(({ below = [] }) => below.length > 0).map(curveOf);
  const distances = [...new Set(curves.flatMap((curve) => [...curve.keys()]))].sort((one, other) => one - other);
  const changes = new Map<number, Change>([[0, NO_CHANGE]]);
  for (const distance of distances.filter((each) => each > 0)) {
    for (const [above, onwards] of [...changes].reverse()) {
      const pairs = curves.flatMap((curve): Pair[] => {
        const [from, to] = [curve.get(distance), curve.get(above)];
        return from === undefined || to === undefined ? [] : [[from / 2, to / 2]];
      });
      if (pairs.length === 0) continue;
      const step = stepOf(pairs);
      changes.set(distance, {
        slope: onwards.slope * step.slope,
        half: bounded(bounded(onwards.slope * step.half) + onwards.half),
      });
      break;
    }
  }
  return changes;
}

/** Halves of a trial's losses at a rung and at one above. */
type Pair = readonly [from: number, to: number];

function stepOf(pairs: readonly Pair[]): Change {
  const slope = pairs.length < SLOPE_FROM ? 1 : slopeOf(pairs);
  return {
    slope,
    half: quantile(
      pairs.map(([from, to]) => bounded(bounded(to) - bounded(slope * from))),
      0.5,
    ),
  };
}

function slopeOf(pairs: readonly Pair[]): number {
  const [from, to] = [centred(pairs.map(([each]) => each)), centred(pairs.map(([, each]) => each))];
  // One scale for both, so that no square overflows.
  const scale = Math.max(...from.map(Math.abs), ...to.map(Math.abs));
  if (!(scale > 0)) return 1;
  let [square, product, total] = [0, 0, 0];
  for (const [index, each] of from.entries()) {
    const [a, b] = [each / scale, to[index] / scale];
    square += a * a;
    product += a * b;
    total += b * b;
  }
  if (square === 0) return 1;
  const noise = Math.max(0, total - (product * product) / square) / (pairs.length - 2);
  const prior = noise / SLOPE_DEVIATION ** 2;
  return Math.min(SLOPE_MAX, Math.max(0, (product + prior) / (square + prior)));
}

/** Less their mean, after those far out are moved in: one that diverged says nothing of the others. */
function centred(values: readonly number[]): readonly number[] {
  const middle = quantile(values, 0.5);
  const deviation =
    quantile(
      values.map((value) => Math.abs(value - middle)),
      0.5,
    ) / MAD_OF_NORMAL;
  const near = values.map((value) => Math.max(-FAR * deviation, Math.min(FAR * deviation, value - middle)));
  const mean = near.reduce((sum, value) => sum + value / near.length, 0);
  return near.map((value) => value - mean);
}

/** Loss by distance, 0 at the rung that is asked about. */
function curveOf(trial: LossEntry | OutTrial): ReadonlyMap<number, number> {
  const below = (trial.below ?? []).map(({ distance, losses }): [number, number] => [distance, losses[0]]);
  const [loss] = ("losses" in trial && trial.losses) || [];
  return new Map(loss === undefined ? below : [...below, [0, loss]]);
}
