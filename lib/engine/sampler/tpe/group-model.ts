/**
 * What the trials teach about one group of parameters: the density l of the good ones and the density g of all others.
 * The acquisition is ln l - ln g, which ranks points as expected improvement does (Bergstra et al. 2011, eq. 8-10).
 *
 * A trial counts where the group's parameters exist in it, and it is good or bad among those alone: once a branch has
 * been chosen, only comparisons within the branch say where in it to look. Failed and infeasible trials are bad, and so
 * are trials that are still out, which keeps joint suggestions apart ("constant liar", the default of Optuna 5.0).
 */
import type { LossEntry } from "../../history";
import type { PreferredRegion } from "../../pareto/preferred-region";
import { uniformIndex } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { recencyWeights } from "../../surrogate/parzen/kernel-weights";
import { type ParzenEstimator, parzenEstimator } from "../../surrogate/parzen/parzen-estimator";
import type { TpeOptions } from "./definition";
import { improvementWeights } from "./improvement-weights";
import type { ParameterGroup } from "./parameter-groups";
import { type Split, splitTrials } from "./split-trials";

/** A trial, and what it says about each free parameter of the space. */
export interface Told<Trial> {
  readonly trial: Trial;
  readonly units: Float64Array;
}

export interface Rated {
  /** ln l - ln g. */
  score(): number;
  /** What the score is at most. */
  readonly most: number;
}

export interface GroupModel {
  readonly split: Split;
  readonly good: ParzenEstimator;
  /** Of a point of the group's coordinates. */
  rate(point: ArrayLike<number>): Rated;
  /** A point near one of the best trials; null when there is none. */
  sampleNearBest(rng: Rng, shrink: number): Float64Array | null;
}

export interface Evidence {
  readonly ended: readonly Told<LossEntry>[];
  /** In the order of their numbers. */
  readonly out: readonly Told<{ readonly number: number }>[];
}

interface GroupOptions {
  readonly options: TpeOptions;
  readonly objectives: number;
  readonly region: PreferredRegion;
}

export function groupModel(
  group: ParameterGroup,
  { ended, out }: Evidence,
  { options, objectives, region }: GroupOptions,
): GroupModel {
  const present = ended.filter(({ trial, units }) => trial.outcome !== "cancelled" && saysSomething(group, units));
  const split = splitTrials(
    present.map(({ trial }) => trial),
    { gamma: options.gamma, objectives, region },
  );
  const goodness = present.map(({ trial }) => split.goodness(trial));
  const goodTrials = present.filter((_, index) => goodness[index] > 0);
  const improvement = improvementWeights(
    goodTrials.map(({ trial }) => trial.losses?.[0] ?? Number.POSITIVE_INFINITY),
    split.boundary,
  );
  const good = estimate(group, {
    kind: "good",
    points: goodTrials.map(({ units }) => units),
    parts: goodness.filter((part) => part > 0).map((part, index) => part * improvement[index]),
    aging: objectives === 1,
    priorWeight: options.prior_weight,
  });
  const bad = estimate(group, {
    kind: "bad",
    ...badPoints(
      present,
      goodness,
      out.filter(({ units }) => saysSomething(group, units)),
    ),
    aging: true,
    priorWeight: options.prior_weight,
  });
  const bestNumbers = new Set(split.best.map(({ number }) => number));
  const best = [...goodTrials.keys()].filter((index) => bestNumbers.has(goodTrials[index].trial.number));
  return {
    split,
    good,
    rate: (point) => {
      const logGood = good.logDensity(point);
      return { most: logGood - bad.logDensityAtLeast(point), score: () => logGood - bad.logDensity(point) };
    },
    sampleNearBest: (rng, shrink) =>
      best.length === 0 ? null : good.sampleNear(best[uniformIndex(rng, best.length)], rng, shrink),
  };
}

function saysSomething({ free }: ParameterGroup, units: Float64Array): boolean {
  return free.some(({ coordinate }) => !Number.isNaN(units[coordinate]));
}

/** All that is not wholly good, in the order of the numbers: with age, trials lose weight. */
function badPoints(
  present: readonly Told<LossEntry>[],
  goodness: readonly number[],
  out: readonly Told<{ readonly number: number }>[],
): { points: Float64Array[]; parts: number[] } {
  const all: { readonly number: number; readonly units: Float64Array; readonly part: number }[] = [];
  for (const [index, { trial, units }] of present.entries()) {
    if (goodness[index] < 1) all.push({ number: trial.number, units, part: 1 - goodness[index] });
  }
  for (const { trial, units } of out) all.push({ number: trial.number, units, part: 1 });
  all.sort((one, other) => one.number - other.number);
  return { points: all.map(({ units }) => units), parts: all.map(({ part }) => part) };
}

interface Sample {
  readonly kind: "good" | "bad";
  readonly points: readonly Float64Array[];
  /** How much of each point belongs here. */
  readonly parts: readonly number[];
  readonly aging: boolean;
  readonly priorWeight: number;
}

function estimate({ free }: ParameterGroup, { kind, points, parts, aging, priorWeight }: Sample): ParzenEstimator {
  const columns = free.map(({ coordinate }) => {
    const column = new Float64Array(points.length);
    for (let point = 0; point < column.length; point += 1) column[point] = points[point][coordinate];
    return column;
  });
  const weights = aging ? recencyWeights(points.length) : new Float64Array(points.length).fill(1);
  for (let point = 0; point < weights.length; point += 1) weights[point] *= parts[point];
  return parzenEstimator(
    free.map(({ axes }) => axes[kind]),
    { columns, weights, priorWeight },
  );
}
