/**
 * Functional ANOVA: how much of the objective's variance over the whole space each parameter causes by itself, and each pair
 * beyond what its two do by themselves. A forest learns the objective from the trials; its variance is what is split.
 *
 * Hutter, Hoos & Leyton-Brown 2014, An efficient approach for assessing hyperparameter importance, ICML.
 *
 * Deviations. See `marginals.ts` for how the forest is decomposed. Conditions: the function is taken on the cube of all
 * parameters, where a coordinate that is inactive does not matter; to learn just that, inactive coordinates are drawn at random, anew
 * for each group of trees. So a parameter's share counts by how often it is active. Losses more than twice as far from
 * the best as nine tenths of them are drawn in to there: one diverged trial would else be all the variance there is.
 */
import { uniformOpen } from "../rng/distributions";
import { makeRng, type Rng } from "../rng/rng";
import { sobolSequence } from "../rng/sobol";
import type { CompiledSpace } from "../space/compiled-space";
import { unorderedLevels } from "../space/unordered-levels";
import { fitForest } from "../surrogate/random-forest/fit-forest";
import type { Forest, ForestData, Tree } from "../surrogate/random-forest/forest";
import { predictOutOfBag } from "../surrogate/random-forest/out-of-bag";
import { predictForest } from "../surrogate/random-forest/predict-forest";
import {
  bySize,
  type EndedTrials,
  endedTrials,
  type ImportanceRequest,
  type NoImportance,
  type ParameterImportance,
  refuse,
} from "./importance";
import { decompose } from "./marginals";

const TREES = 64;
/** Trees that share one draw of the inactive coordinates. */
const GROUP = 8;
const TRIALS_MIN = 10;
/** Pairs are looked at among this many parameters, those whose splits gain most; 66 pairs. */
const PAIRED_MAX = 12;
/** Points at which the forest's whole variance is measured. */
const POINTS = 4_096;

export interface PairImportance {
  readonly names: readonly [string, string];
  readonly share: number;
}

export type Fanova =
  | NoImportance
  | {
      readonly kind: "fanova";
      /** Trials learned from. */
      readonly trials: number;
      /** Shares of the variance that single parameters cause, the largest first. */
      readonly parameters: readonly ParameterImportance[];
      /** Shares that pairs cause beyond their two, the largest first. */
      readonly pairs: readonly PairImportance[];
      /** The rest: what three and more do together, and pairs not looked at. All shares and this sum to 1. */
      readonly unexplained: number;
      /** Share of the trials' variance that trees predict which had not seen them; near 0 nothing here means much. */
      readonly fit: number;
    };

export function fanova(request: ImportanceRequest): Fanova {
  const ended = endedTrials(request);
  const refused = refuse(ended.losses, TRIALS_MIN);
  if (refused) return refused;
  const rngOf = (purpose: string, number: number): Rng =>
    makeRng({ seed: request.problem.seed, purpose: `fanova/${purpose}`, number });
  const { forest, fit } = learn(ended, rngOf);
  const { single, pairs } = decompose(forest, mostSplit(forest));
  const explained = [...single, ...pairs.map(({ variance }) => variance)].reduce((sum, part) => sum + part, 0);
  // Measured at points, the whole can come out a little smaller than the sum of its parts.
  const whole = Math.max(explained, varianceOf(forest, rngOf("points", 0)));
  const share = (variance: number): number => (whole > 0 ? variance / whole : 0);
  return {
    kind: "fanova",
    trials: ended.losses.length,
    parameters: bySize(ended.compiled, single.map(share)),
    pairs: pairs
      .map(({ columns, variance }) => ({ names: namesOf(ended.compiled, columns), share: share(variance) }))
      .sort((one, other) => other.share - one.share),
    unexplained: whole > 0 ? 1 - share(explained) : 1,
    fit,
  };
}

const namesOf = ({ free, parameters }: CompiledSpace, [one, other]: readonly [number, number]): [string, string] => [
  parameters[free[one]].name,
  parameters[free[other]].name,
];

function learn({ compiled, trials, losses }: EndedTrials, rngOf: (purpose: string, number: number) => Rng) {
  const measured = trials.filter(({ loss }) => loss !== null);
  const targets = drawnIn(losses);
  const levels = unorderedLevels(compiled);
  const trees: Tree[] = [];
  const predicted: Float64Array[] = [];
  for (let group = 0; group * GROUP < TREES; group += 1) {
    const rng = rngOf("inactive", group);
    const rows = Float64Array.from(measured.flatMap(({ units }) => [...units])).map((unit) =>
      Number.isNaN(unit) ? uniformOpen(rng) : unit,
    );
    const data: ForestData = { count: measured.length, levels, values: transpose(rows, levels.length), targets };
    const options = { trees: GROUP, leafSize: 1, columnShare: 1, thresholds: "middle" } as const;
    const forest = fitForest(data, options, (tree) => rngOf("tree", group * GROUP + tree));
    predicted.push(predictOutOfBag(forest, data));
    trees.push(...forest.trees);
  }
  return { forest: { levels, trees }, fit: fitOf(targets, predicted) };
}

/** Losses from 0 for the best to 1 for the worst, those far above the rest drawn in. */
function drawnIn(losses: readonly number[]): Float64Array {
  // Halves throughout: the difference of two losses near ±1e308 is infinite.
  const halves = Float64Array.from(losses, (loss) => loss / 2);
  const sorted = halves.slice().sort();
  const [best, worst] = [sorted[0], sorted[sorted.length - 1]];
  const most = sorted[Math.floor(0.9 * (sorted.length - 1))];
  // Ties at the best beyond nine tenths leave no range to measure by.
  const fence = most > best ? Math.min(worst, most + (most - best)) : worst;
  return halves.map((half) => Math.min(1, (half - best) / (fence - best)));
}

function transpose(rows: Float64Array, columns: number): Float64Array {
  const count = columns === 0 ? 0 : rows.length / columns;
  return rows.map((_, index) => rows[(index % count) * columns + Math.floor(index / count)]);
}

/** How much of the targets' variance predictions explain, where there is one: 1 - squared error / variance, at least 0. */
function fitOf(targets: Float64Array, predicted: readonly Float64Array[]): number {
  const pairs = Array.from(targets, (target, row) => {
    const told = predicted.flatMap((group) => (Number.isNaN(group[row]) ? [] : [group[row]]));
    return { target, told: told.reduce((sum, value) => sum + value, 0) / told.length };
  }).filter(({ told }) => !Number.isNaN(told));
  const mean = pairs.reduce((sum, { target }) => sum + target, 0) / pairs.length;
  const variance = pairs.reduce((sum, { target }) => sum + (target - mean) ** 2, 0);
  const error = pairs.reduce((sum, { target, told }) => sum + (target - told) ** 2, 0);
  return variance > 0 ? Math.max(0, 1 - error / variance) : 0;
}

/** The columns whose splits took most squared error away, which also finds those that matter in pairs only. */
function mostSplit({ trees, levels }: Forest): number[] {
  const gains = new Float64Array(levels.length);
  for (const { column, left, weight, variance } of trees) {
    for (const [node, split] of column.entries()) {
      if (split < 0) continue;
      const [one, other] = [left[node], left[node] + 1];
      gains[split] += weight[node] * variance[node] - weight[one] * variance[one] - weight[other] * variance[other];
    }
  }
  const columns = [...gains.keys()].sort((one, other) => gains[other] - gains[one] || one - other);
  return columns.slice(0, PAIRED_MAX).sort((one, other) => one - other);
}

function varianceOf(forest: Forest, rng: Rng): number {
  const columns = forest.levels.length;
  const { pointAt } = sobolSequence(columns, rng);
  const points = new Float64Array(POINTS * columns);
  for (let point = 0; point < POINTS; point += 1) points.set(pointAt(point), point * columns);
  const { mean } = predictForest(forest, points, POINTS);
  const average = mean.reduce((sum, value) => sum + value, 0) / POINTS;
  return mean.reduce((sum, value) => sum + (value - average) ** 2, 0) / POINTS;
}
