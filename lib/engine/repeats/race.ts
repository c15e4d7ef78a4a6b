/**
 * Racing: which of several assignments is the best when an evaluation of one is noisy (by fold, by seed), with further
 * repeats for contenders only. All that still race are evaluated on the same blocks (a fold, a seed), so that they are
 * compared pairwise and what a block makes of all of them cancels; after each complete block those that are significantly
 * worse than another leave. Maron & Moore 1997, The racing algorithm; Birattari, Stützle, Paquete & Varrentrapp 2002, A
 * racing algorithm for configuring metaheuristics (F-Race); López-Ibáñez et al. 2016, The irace package.
 *
 *   k  assignments      n  blocks that all contenders have      d  losses of one less those of another, by block
 *   p = P(T > mean(d) √n / sd(d)), T of Student's distribution with n - 1 degrees
 *   out when p < errorRate / (k - 1) · 1 / (m (m + 1))      m = 1, 2, …  the look
 *
 * The best is eliminated only if it loses to one of k - 1 others at one of the looks, whose shares 1/2 + 1/6 + 1/12 + … add
 * up to at most 1. By the union bound the chance of that is at most `errorRate` where differences are normal, however long
 * the race and whatever is asked for in between.
 *
 * Deviations. F-Race and irace test at a fixed level at every look, which over many looks eliminates the best more often
 * than the level says. The bound of Hoeffding in the first races needs no normal distribution, but the range of losses,
 * and many more blocks.
 */
import { type BlockLosses, differenceTail, meanOver } from "./paired-difference";

/** What an assignment gave so far. */
export interface Racer {
  /** Whatever the caller knows it by. */
  readonly id: string;
  /** By block, from 0: fold 0, fold 1, … Smaller is better; what is no finite number has failed, and loses to any number. */
  readonly losses: BlockLosses;
}

export interface RaceRules {
  /** At most the chance that the best is eliminated. */
  readonly errorRate: number;
  /** Blocks that all have before anyone leaves. */
  readonly blocksMin: number;
  /** Blocks at which the race ends. */
  readonly blocksMax: number;
}

export const DEFAULT_RULES: RaceRules = { errorRate: 0.05, blocksMin: 3, blocksMax: 20 };

export interface Elimination {
  readonly id: string;
  /** To whom it lost, after how many blocks, and how likely as large a difference is by chance. */
  readonly by: string;
  readonly blocks: number;
  readonly probability: number;
}

export interface Race {
  /** Those that may still be the best, the best on average first. */
  readonly contenders: readonly string[];
  readonly eliminated: readonly Elimination[];
  /** What is to be evaluated now: the first block that a contender lacks, of all contenders that lack it. */
  readonly next: readonly { readonly id: string; readonly block: number }[];
  /** Null until the race is over. */
  readonly winner: string | null;
  /** Whether the winner is the last contender, and not only the best on average of several. */
  readonly decided: boolean;
}

/** @throws RangeError for nobody, for two of one id, and for rules that are none */
export function race(racers: readonly Racer[], rules: Partial<RaceRules> = {}): Race {
  const { errorRate, blocksMin, blocksMax } = checked(racers, { ...DEFAULT_RULES, ...rules });
  // By id, so that it does not matter in which order they are listed.
  let contenders = [...racers].sort((one, other) => (one.id < other.id ? -1 : 1));
  const eliminated: Elimination[] = [];
  let blocks = 0;
  // From the first look on: the same results give the same verdicts, whatever was asked for before.
  while (blocks < blocksMax && contenders.length > 1 && contenders.every(({ losses }) => losses.has(blocks))) {
    blocks += 1;
    const look = blocks - blocksMin + 1;
    if (look < 1) continue;
    const level = errorRate / (racers.length - 1) / (look * (look + 1));
    const out = losersOf(contenders, { blocks, level });
    // By the sign test they may beat each other all round: then nobody has lost.
    if (out.length === contenders.length) continue;
    eliminated.push(...out);
    contenders = contenders.filter(({ id }) => !out.some((one) => one.id === id));
  }
  const ranked = rankedBy(contenders, blocks);
  const over = ranked.length === 1 || blocks === blocksMax;
  return {
    contenders: ranked.map(({ id }) => id),
    eliminated,
    next: over ? [] : ranked.filter(({ losses }) => !losses.has(blocks)).map(({ id }) => ({ id, block: blocks })),
    winner: over ? ranked[0].id : null,
    decided: ranked.length === 1,
  };
}

function checked(racers: readonly Racer[], rules: RaceRules): RaceRules {
  const { errorRate, blocksMin, blocksMax } = rules;
  if (racers.length === 0) throw new RangeError("A race needs somebody to run.");
  if (new Set(racers.map(({ id }) => id)).size < racers.length) throw new RangeError("Two racers have the same id.");
  if (!(errorRate > 0 && errorRate < 1)) throw new RangeError("The error rate lies between 0 and 1.");
  if (!(Number.isInteger(blocksMin) && Number.isInteger(blocksMax) && blocksMin >= 2 && blocksMax >= blocksMin))
    throw new RangeError("A race takes a whole number of blocks, 2 at least.");
  return rules;
}

/** Each contender that is significantly worse than one of the others, with the one that it lost to most clearly. */
function losersOf(
  contenders: readonly Racer[],
  { blocks, level }: { readonly blocks: number; readonly level: number },
): readonly Elimination[] {
  return contenders.flatMap(({ id, losses }) => {
    const lost = contenders.flatMap((other): Elimination[] => {
      if (other.id === id) return [];
      const probability = differenceTail(losses, other.losses, blocks);
      return probability < level ? [{ id, by: other.id, blocks, probability }] : [];
    });
    return lost.sort((one, other) => one.probability - other.probability).slice(0, 1);
  });
}

function rankedBy(contenders: readonly Racer[], blocks: number): readonly Racer[] {
  const keyed = contenders.map((racer) => ({ racer, key: meanOver(racer.losses, blocks) }));
  keyed.sort((one, other) => (one.key === other.key ? 0 : one.key < other.key ? -1 : 1));
  return keyed.map(({ racer }) => racer);
}
