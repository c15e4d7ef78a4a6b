/**
 * Local search over a surface that is constant between its steps, by exchanging one value at a time (Hutter, Hoos &
 * Leyton-Brown 2011, section 4.3): all other choices of an unordered parameter, and normal steps of two sizes for
 * an ordered one. All searches go in step, so that the forest is asked about their neighbours together.
 */
import { truncatedNormal, uniformIndex } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import type { CompiledSpace } from "../../space/compiled-space";
import { CandidatePool } from "./candidate-pool";
import type { KnownPoints } from "./known-points";
import type { Scores, Surface } from "./surface";

export interface Candidate {
  readonly unit: Float64Array;
  readonly value: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Standard deviations of the steps in unit coordinates: SMAC's 0.2, and small ones to settle inside a narrow valley. */
const STEPS = [0.2, 0.2, 0.04, 0.04];
/** Of a parameter with more choices, this many others are tried, drawn at random. */
const OTHERS_MAX = 16;
const ROUNDS_MAX = 30;
/** Neighbours are drawn anew each round, so that one round without gain need not be the end. */
const MISSES_MAX = 2;

interface Search {
  readonly compiled: CompiledSpace;
  /** By coordinate: number of choices without order, else 0. */
  readonly levels: Int32Array;
  readonly surface: Surface;
  /** Searches do not go where a trial is out. */
  readonly known: KnownPoints;
  readonly rng: Rng;
}

/** Where each of the starts leads. */
export function searchLocally(search: Search, starts: readonly Candidate[]): Candidate[] {
  const current = [...starts];
  const misses = starts.map(() => 0);
  const pool = new CandidatePool(search.compiled, 64);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const going = [...misses.keys()].filter((index) => misses[index] < MISSES_MAX);
    if (going.length === 0) break;
    pool.clear();
    const ends = going.map((index) => {
      addNeighbours(search, pool, current[index].unit);
      return pool.count;
    });
    const scores = search.surface.prepare(pool.units, pool.count).scores();
    for (const [place, index] of going.entries()) {
      const neighbours = { start: place === 0 ? 0 : ends[place - 1], end: ends[place] };
      const best = bestAbove(search.known, { pool, scores, ...neighbours, value: current[index].value });
      if (best >= 0) {
        current[index] = candidateAt(pool, scores, best);
        misses[index] = 0;
      } else misses[index] += 1;
    }
  }
  return current;
}

/** A candidate with coordinates of its own: pools are reused. */
export function candidateAt(pool: CandidatePool, { value, mean, deviation }: Scores, index: number): Candidate {
  return { unit: pool.at(index).slice(), value: value[index], mean: mean[index], deviation: deviation[index] };
}

interface Neighbours {
  readonly pool: CandidatePool;
  readonly scores: Scores;
  readonly start: number;
  readonly end: number;
  /** To be exceeded. */
  readonly value: number;
}

/** The best of the neighbours that are not crowded, -1 when none is better. */
function bestAbove(known: KnownPoints, { pool, scores, start, end, value }: Neighbours): number {
  let [best, highest] = [-1, value];
  for (let index = start; index < end; index += 1) {
    if (scores.value[index] > highest && !known.isCrowded(pool.at(index))) {
      [best, highest] = [index, scores.value[index]];
    }
  }
  return best;
}

function addNeighbours({ levels, rng }: Search, pool: CandidatePool, unit: Float64Array): void {
  const next = unit.slice();
  for (let c = 0; c < unit.length; c += 1) {
    const from = unit[c];
    if (Number.isNaN(from)) continue; // inactive: it has no neighbours
    const tries = levels[c] > 0 ? Math.min(levels[c] - 1, OTHERS_MAX) : STEPS.length;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      next[c] = levels[c] > 0 ? otherChoice(from, levels[c], attempt, rng) : nearby(from, STEPS[attempt], rng);
      pool.add(next, rng);
    }
    next[c] = from;
  }
}

/** The attempt-th of the other choices, or any of the others where there are many. */
function otherChoice(unit: number, levels: number, attempt: number, rng: Rng): number {
  const code = Math.min(levels - 1, Math.max(0, Math.floor(unit * levels)));
  const step = 1 + (levels - 1 > OTHERS_MAX ? uniformIndex(rng, levels - 1) : attempt);
  return (((code + step) % levels) + 0.5) / levels;
}

function nearby(unit: number, deviation: number, rng: Rng): number {
  return truncatedNormal(rng, { mean: Math.min(1, Math.max(0, unit)), deviation, low: 0, high: 1 });
}
