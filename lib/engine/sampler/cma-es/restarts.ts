/**
 * When a search has nothing more to find where it is, and how it begins anew.
 * Auger & Hansen 2005, A restart CMA evolution strategy with increasing population size, CEC (IPOP); Hansen 2009,
 * Benchmarking a BI-population CMA-ES on the BBOB-2009 function testbed, GECCO (BIPOP). Signs of the end as there.
 */
import type { Rng } from "../../rng/rng";
import { FAILED, type Fitness } from "../evolution/fitness";
import type { Coordinates } from "./coordinates";
import type { CmaEsOptions } from "./definition";
import type { Distribution } from "./distribution";

export interface Run {
  /** 0 for the first. */
  readonly restart: number;
  readonly regime: "large" | "small";
  readonly lambda: number;
  /** The first run's population, and the largest so far. */
  readonly lambdaFirst: number;
  readonly lambdaLargest: number;
  /** The step size that it began with. */
  readonly sigma: number;
  /** Results it had so far, and may have. */
  readonly spent: number;
  readonly spentMax: number | null;
  /** Results that runs of either regime had since the first restart. */
  readonly spentLarge: number;
  readonly spentSmall: number;
  /** The best of each of the last generations. */
  readonly bests: readonly Fitness[];
}

const TOLERANCE_X = 1e-11;
const TOLERANCE_LOSS = 1e-12;
const CONDITION_MAX = 1e14;
/** The best of so many generations are kept at most. */
const BESTS_MAX = 400;

export function firstRun(lambda: number, sigma: number): Run {
  return {
    restart: 0,
    regime: "large",
    lambda,
    lambdaFirst: lambda,
    lambdaLargest: lambda,
    sigma,
    spent: 0,
    spentMax: null,
    spentLarge: 0,
    spentSmall: 0,
    bests: [],
  };
}

/** With the results of another generation, best first. */
export function recorded(run: Run, ranked: readonly { readonly fitness: Fitness }[]): Run {
  const bests = [...run.bests, ...ranked.slice(0, 1).map(({ fitness }) => fitness)].slice(-BESTS_MAX);
  return { ...run, spent: run.spent + ranked.length, bests };
}

export function isOver(
  { coordinates }: { readonly coordinates: Coordinates },
  { distribution, run }: { readonly distribution: Distribution; readonly run: Run },
): boolean {
  if (run.spentMax !== null && run.spent >= run.spentMax) return true;
  const dimension = distribution.mean.length + coordinates.choices.length;
  if (hasStalled(run, 10 + Math.ceil((30 * dimension) / run.lambda))) return true;
  if (distribution.mean.length === 0) return false;
  const condition = (Math.max(...distribution.lengths) / Math.min(...distribution.lengths)) ** 2;
  return condition > CONDITION_MAX || hasCollapsed(coordinates, distribution, run.sigma);
}

/** The best result has been the same for so many generations. */
function hasStalled({ bests }: Run, generations: number): boolean {
  const last = bests.slice(-Math.min(generations, BESTS_MAX));
  if (last.length < Math.min(generations, BESTS_MAX)) return false;
  if (last.some(({ tier }) => tier !== last[0].tier)) return false;
  if (last[0].tier === FAILED) return true;
  const losses = last.map(({ losses: [loss] }) => loss);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  // Halved, so that the difference of two huge losses is finite.
  return high / 2 - low / 2 <= (TOLERANCE_LOSS * Math.max(Math.abs(low), Math.abs(high))) / 2;
}

/** Draws no longer differ along any coordinate without levels. */
function hasCollapsed({ cells }: Coordinates, distribution: Distribution, sigma: number): boolean {
  const { mean, covariance, pathC, scales } = distribution;
  const widths = mean.flatMap((_, index) => {
    if (cells[index]) return [];
    const deviation = Math.max(Math.sqrt(covariance[index * (mean.length + 1)]), Math.abs(pathC[index]));
    return [distribution.sigma * scales[index] * deviation];
  });
  return widths.length > 0 && widths.every((width) => width < TOLERANCE_X * sigma);
}

/** The run after this one, and its step size as a share of the usual one. */
export function nextRun(run: Run, { restarts }: CmaEsOptions, rng: Rng): { run: Run; sigmaShare: number } {
  const spentLarge = run.spentLarge + (run.restart > 0 && run.regime === "large" ? run.spent : 0);
  const spentSmall = run.spentSmall + (run.regime === "small" ? run.spent : 0);
  const fresh = { ...run, restart: run.restart + 1, spent: 0, spentLarge, spentSmall, bests: [] };
  const [size, step] = [rng.uniform(), rng.uniform()];
  if (restarts === "ipop" || spentLarge <= spentSmall) {
    const lambda = 2 * run.lambdaLargest;
    return { run: { ...fresh, regime: "large", lambda, lambdaLargest: lambda, spentMax: null }, sigmaShare: 1 };
  }
  const ratio = run.lambdaLargest / run.lambdaFirst;
  const lambda = Math.max(2, Math.floor(run.lambdaFirst * (ratio / 2) ** (size * size)));
  const last = run.regime === "large" ? run.spent : (run.spentMax ?? run.spent) * 2;
  return {
    run: { ...fresh, regime: "small", lambda, spentMax: Math.max(lambda, Math.floor(last / 2)) },
    sigmaShare: 10 ** (-2 * step),
  };
}
