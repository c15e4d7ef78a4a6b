/** One of ours beside one rival: on the same problems, with the same seeds. */
import { makeRng } from "@/lib/engine/rng/rng";
import { average, hierarchicalBootstrap, type Interval } from "./bootstrap";
import type { ProblemResult } from "./collect";
import { wilcoxon } from "./wilcoxon";

export interface Pair {
  readonly one: string;
  readonly other: string;
}

export interface Comparison extends Pair {
  /** Problems that both played with at least one common seed. */
  readonly problems: number;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Difference of the scores, 100 (1 - regret), in favour of the first. */
  readonly difference: Interval;
  /** Two-sided, over the problems' means; not yet corrected for the number of rivals. */
  readonly probability: number;
}

const FOLDS = 10_000;
/** Regrets of a thousandth of what random gives are one and the same. */
const TIE = 0.001;

export function compare(results: readonly ProblemResult[], pair: Pair, place: number): Comparison {
  const differences = results.flatMap((result) => {
    const paired = pairedDifferences(result, pair, place);
    return paired.length > 0 ? [paired] : [];
  });
  const means = differences.map(average);
  const rng = makeRng({ seed: "tellus-quality-bootstrap", purpose: `${pair.one}/${pair.other}`, number: place });
  return {
    ...pair,
    problems: means.length,
    wins: means.filter((mean) => mean > TIE).length,
    ties: means.filter((mean) => Math.abs(mean) <= TIE).length,
    losses: means.filter((mean) => mean < -TIE).length,
    difference: scaled(hierarchicalBootstrap(differences, means.length > 0 ? FOLDS : 0, rng)),
    probability: wilcoxon(means).twoSided,
  };
}

/** Regret of the other less that of the one, by common seed. */
function pairedDifferences({ regrets }: ProblemResult, { one, other }: Pair, place: number): number[] {
  const others = regrets.get(other);
  return [...(regrets.get(one) ?? [])].flatMap(([seed, own]) => {
    const theirs = others?.get(seed);
    return theirs ? [theirs[place] - own[place]] : [];
  });
}

const scaled = ({ mean, low, high }: Interval): Interval => ({ mean: 100 * mean, low: 100 * low, high: 100 * high });

/** A player's mean regret on a problem, null where it has no trace. */
export function meanRegret({ regrets }: ProblemResult, player: string, place: number): number | null {
  const own = regrets.get(player);
  return own && own.size > 0 ? average([...own.values()].map((values) => values[place])) : null;
}

/** 100 (1 - mean regret) over the problems a player has traces of. */
export function score(
  results: readonly ProblemResult[],
  player: string,
  place: number,
): { score: number; problems: number } {
  const regrets = results.flatMap((result) => meanRegret(result, player, place) ?? []);
  return { score: 100 * (1 - average(regrets)), problems: regrets.length };
}

/** Mean rank of each player over the problems that all of them played; ties share their ranks. */
export function meanRanks(results: readonly ProblemResult[], players: readonly string[], place: number): number[] {
  const rows = results
    .map((result) => players.map((player) => meanRegret(result, player, place)))
    .filter((row): row is number[] => row.every((regret) => regret !== null));
  return players.map((_, player) =>
    average(
      rows.map((row) => {
        const better = row.filter((regret) => regret < row[player]).length;
        return better + (row.filter((regret) => regret === row[player]).length + 1) / 2;
      }),
    ),
  );
}
