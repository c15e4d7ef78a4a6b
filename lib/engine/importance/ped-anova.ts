/**
 * PED-ANOVA: which parameters decide whether a trial is among the best. It needs no model, only how the values of the best
 * trials are spread compared with those of all, and answers in a millisecond.
 *
 * Watanabe, Bansal & Hutter 2023, PED-ANOVA: efficiently quantifying hyperparameter importance in arbitrary subspaces
 * (arXiv:2304.10255), theorem 1 and eq. 16.
 *
 *   γ      share of trials that count as the best        p(x), p'(x)   density of a parameter over all / the best trials
 *   v      = γ² E[(p'(x) / p(x) - 1)²],  x ~ p           (eq. 16: the variance of "among the best" that x alone explains)
 *   share  = v / Σ v
 *
 * Deviations. (1) A conditional parameter is judged among the trials in which it is active, and counts by how often it is: with q
 * their share and γ' that of the best among them, v = q γ'² E[…]; whether it is active is its parents' doing and counts
 * for them. (2) Density ratios of few trials are never 1, even where nothing matters. What is to be expected of
 * as many trials drawn at random from all is subtracted, in closed form, and what is left below zero is zero. (3) Both densities are
 * smoothed with one bandwidth, that of the best trials, so that smoothing alone makes no difference between them.
 * (4) Trials without a result belong to all trials and never to the best.
 */
import type { CompiledParameter } from "../space/compiled-space";
import { isUnordered } from "../space/unordered-levels";
import {
  bySize,
  type EndedTrials,
  endedTrials,
  type ImportanceRequest,
  type NoImportance,
  type ParameterImportance,
  refuse,
} from "./importance";

/** γ, as in the paper. */
export const TARGET_QUANTILE = 0.1;
const TRIALS_MIN = 20;
const BEST_MIN = 5;
/** Cells of the unit interval on which densities of numbers are compared. */
const CELLS = 64;

export type PedAnova =
  | NoImportance
  | {
      readonly kind: "ped-anova";
      /** Trials compared, those without a result included, and how many of them counted as the best. */
      readonly trials: number;
      readonly best: number;
      /** Shares that sum to 1, or all 0 when no parameter sets the best trials apart. */
      readonly parameters: readonly ParameterImportance[];
    };

export function pedAnova(request: ImportanceRequest): PedAnova {
  const ended = endedTrials(request);
  const refused = refuse(ended.losses, TRIALS_MIN);
  if (refused) return refused;
  const good = bestTrials(ended);
  const variances = ended.compiled.free.map((index, coordinate) =>
    explained(ended, { good, coordinate, parameter: ended.compiled.parameters[index] }),
  );
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  return {
    kind: "ped-anova",
    trials: ended.trials.length,
    best: good.reduce((count, isGood) => count + (isGood ? 1 : 0), 0),
    parameters: bySize(
      ended.compiled,
      variances.map((variance) => (total > 0 ? variance / total : 0)),
    ),
  };
}

/** By trial, whether it is among the best; equals of the last of them are too. */
function bestTrials({ trials, losses }: EndedTrials): boolean[] {
  const sorted = Float64Array.from(losses).sort();
  const wanted = Math.max(BEST_MIN, Math.ceil(TARGET_QUANTILE * sorted.length));
  const bar = sorted[Math.min(wanted, sorted.length) - 1];
  return trials.map(({ loss }) => loss !== null && loss <= bar);
}

interface Judged {
  readonly good: readonly boolean[];
  readonly coordinate: number;
  readonly parameter: CompiledParameter;
}

/** v of one parameter. */
function explained({ trials }: EndedTrials, { good, coordinate, parameter }: Judged): number {
  const active = trials.flatMap(({ units }, row) =>
    Number.isNaN(units[coordinate]) ? [] : [{ unit: units[coordinate], good: good[row] }],
  );
  const best = active.filter((trial) => trial.good).map(({ unit }) => unit);
  if (best.length === 0 || best.length === active.length) return 0;
  const cells = cellCount(parameter);
  const all = countCells(
    active.map(({ unit }) => unit),
    cells,
  );
  const smoothing = isUnordered(parameter) ? null : kernel(cells, bandwidth(best));
  const divergence = excessDivergence({ all, best: countCells(best, cells), smoothing });
  return (active.length / trials.length) * (best.length / active.length) ** 2 * divergence;
}

const cellCount = (parameter: CompiledParameter): number =>
  isUnordered(parameter) ? (parameter.domain.count ?? 1) : Math.min(CELLS, parameter.domain.count ?? CELLS);

function countCells(units: readonly number[], cells: number): Float64Array {
  const counts = new Float64Array(cells);
  // Points of an earlier space may lie outside the interval.
  for (const unit of units) counts[Math.min(cells - 1, Math.max(0, Math.floor(unit * cells)))] += 1;
  return counts;
}

/** Scott's rule for normal kernels (Scott 1992, eq. 6.42), never narrower than a cell. */
function bandwidth(units: readonly number[]): number {
  const mean = units.reduce((sum, unit) => sum + unit, 0) / units.length;
  const variance = units.reduce((sum, unit) => sum + (unit - mean) ** 2, 0) / units.length;
  return Math.max(1 / CELLS, 1.059 * Math.sqrt(variance) * units.length ** -0.2);
}

/** Row-major: what a trial in cell `from` adds to cell `to`. A kernel cut off by the ends of the interval is scaled up, so that each trial weighs 1. */
function kernel(cells: number, width: number): Float64Array {
  const matrix = new Float64Array(cells * cells);
  for (let from = 0; from < cells; from += 1) {
    let total = 0;
    for (let to = 0; to < cells; to += 1) {
      const z = (to - from) / cells / width;
      matrix[to * cells + from] = Math.exp(-0.5 * z * z);
      total += matrix[to * cells + from];
    }
    for (let to = 0; to < cells; to += 1) matrix[to * cells + from] /= total;
  }
  return matrix;
}

interface Compared {
  /** Trials by cell. */
  readonly all: Float64Array;
  readonly best: Float64Array;
  /** Null for choices, which have no neighbours. */
  readonly smoothing: Float64Array | null;
}

/**
 * E[(p' / p - 1)²] less what m of the n trials drawn without looking would give. Drawing without replacement, a cell's p'
 * has variance (n - m) / (m (n - 1)) · Var(K), with K the kernel's weight there over all trials.
 */
function excessDivergence({ all, best, smoothing }: Compared): number {
  const cells = all.length;
  const n = all.reduce((sum, count) => sum + count, 0);
  const m = best.reduce((sum, count) => sum + count, 0);
  let [divergence, chance] = [0, 0];
  for (let to = 0; to < cells; to += 1) {
    let [p, squares, pBest] = [0, 0, 0];
    const [first, last] = smoothing ? [0, cells - 1] : [to, to];
    for (let from = first; from <= last; from += 1) {
      const weight = smoothing ? smoothing[to * cells + from] : 1;
      p += (weight * all[from]) / n;
      squares += (weight * weight * all[from]) / n;
      pBest += (weight * best[from]) / m;
    }
    if (p === 0) continue;
    divergence += (pBest - p) ** 2 / p;
    chance += (squares - p * p) / p;
  }
  return Math.max(0, divergence - (chance * (n - m)) / (m * (n - 1)));
}
