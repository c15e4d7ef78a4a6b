/**
 * Keeps coordinates that have levels from freezing: however small the step size becomes, a draw leaves the level that the
 * mean is on with at least probability alpha. Only the mean and the scale A of such a coordinate are moved.
 * Hamano, Saito, Nomura & Shirakawa 2022, CMA-ES with margin, GECCO.
 *
 *   l_low, l_up = thresholds around the mean    p = probability of a draw beyond one    CI(g) = half-width of the g interval
 */
import { normalCdf, normalQuantile } from "../../stats/normal";
import type { Distribution } from "./distribution";

/** The thresholds next to a point: infinite beyond the first and the last level. */
export interface Cell {
  readonly low: number;
  readonly high: number;
}

/** For each coordinate the cell that a number lies in; null where there are no levels. */
export type CellsAround = readonly (((x: number) => Cell) | null)[];

/** The paper's recommendation. */
export function marginFor(dimension: number, lambda: number): number {
  return 1 / (dimension * lambda);
}

/** Scales outside these are a runaway of the correction (a zero step size divided by). */
const SCALE_MAX = 1e12;

export function withMargin(distribution: Distribution, cells: CellsAround, alpha: number): Distribution {
  const mean = distribution.mean.slice();
  const scales = distribution.scales.slice();
  for (const [index, cellAround] of cells.entries()) {
    if (!cellAround) continue;
    const spread = distribution.sigma * Math.sqrt(distribution.covariance[index * (mean.length + 1)]);
    const corrected = correct({ mean: mean[index], scale: scales[index], spread, alpha }, cellAround(mean[index]));
    [mean[index], scales[index]] = [corrected.mean, corrected.scale];
  }
  return { ...distribution, mean, scales };
}

interface Coordinate {
  readonly mean: number;
  readonly scale: number;
  /** sigma sqrt(C_jj): the standard deviation is this times the scale. */
  readonly spread: number;
  readonly alpha: number;
}

function correct(coordinate: Coordinate, { low, high }: Cell): Pick<Coordinate, "mean" | "scale"> {
  if (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) return coordinate;
  if (low === Number.NEGATIVE_INFINITY) return nearThreshold(coordinate, high);
  if (high === Number.POSITIVE_INFINITY) return nearThreshold(coordinate, low);
  return betweenThresholds(coordinate, low, high);
}

/** At an end, or of two levels: the mean comes so near the only threshold that a share alpha lies beyond it. */
function nearThreshold(
  { mean, scale, spread, alpha }: Coordinate,
  threshold: number,
): Pick<Coordinate, "mean" | "scale"> {
  const reach = -normalQuantile(alpha) * spread * scale; // CI(1 - 2 alpha)
  const distance = Math.min(Math.abs(mean - threshold), reach);
  return { mean: mean < threshold ? threshold - distance : threshold + distance, scale };
}

/** In between: at least alpha / 2 beyond either threshold, the rest staying what it was. */
function betweenThresholds(coordinate: Coordinate, low: number, high: number): Pick<Coordinate, "mean" | "scale"> {
  const { mean, scale, spread, alpha } = coordinate;
  const least = alpha / 2;
  const below = normalCdf((low - mean) / (spread * scale));
  const above = normalCdf((mean - high) / (spread * scale));
  if (below >= least && above >= least) return coordinate;
  const stay = 1 - below - above;
  const [raisedBelow, raisedAbove] = [Math.max(least, below), Math.max(least, above)];
  // What was added to one side is taken from all three in proportion to what they have to spare.
  const surplus = (1 - raisedBelow - raisedAbove - stay) / (raisedBelow + raisedAbove + stay - 3 * least);
  const reachBelow = -normalQuantile(raisedBelow + surplus * (raisedBelow - least));
  const reachAbove = -normalQuantile(raisedAbove + surplus * (raisedAbove - least));
  const width = (high - low) / (reachBelow + reachAbove); // the standard deviation that has both shares
  const next = { mean: (low * reachAbove + high * reachBelow) / (reachBelow + reachAbove), scale: width / spread };
  return next.scale < SCALE_MAX && Number.isFinite(next.mean) ? next : coordinate;
}
