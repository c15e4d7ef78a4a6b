/** What the model is asked about: every point of a small space, else draws from the prior and where local search leads. */
import type { Rng } from "../../rng/rng";
import { cellsOfSpace } from "../../space/cardinality";
import type { CompiledSpace } from "../../space/compiled-space";
import { CandidatePool, drawUnits } from "./candidate-pool";
import type { KnownPoints } from "./known-points";
import { type Candidate, candidateAt, searchLocally } from "./local-search";
import type { Observations } from "./observations";
import type { Prepared, Scores, Surface } from "./surface";

/** Draws allowed for each candidate wanted, where constraints refuse some. */
const DRAWS_EACH = 8;

interface Asked {
  readonly compiled: CompiledSpace;
  readonly observations: Observations;
  readonly surface: Surface;
  /** Coordinates of points that were evaluated or are out. */
  readonly tried: readonly Float64Array[];
  readonly known: KnownPoints;
  readonly rng: Rng;
  /** How many points to draw. */
  readonly candidates: number;
}

export class Candidates {
  readonly #pool: CandidatePool;
  readonly #prepared: Prepared;
  /** Whether the pool is the whole space, so that there is nothing to search for. */
  readonly #complete: boolean;

  constructor(private readonly asked: Asked) {
    const whole = listSpace(asked);
    this.#complete = whole !== null;
    this.#pool = whole ?? drawPool(asked);
    this.#prepared = asked.surface.prepare(this.#pool.units, this.#pool.count);
  }

  /** Candidates in order of what they are worth by now, the best first; those in the neighbourhood of a trial that is out, last. */
  *ranked(searches: number, rng: Rng): Generator<Candidate> {
    const crowded: Candidate[] = [];
    for (const candidate of this.#byValue(searches, rng)) {
      if (this.asked.known.isCrowded(candidate.unit)) crowded.push(candidate);
      else yield candidate;
    }
    yield* crowded;
  }

  *#byValue(searches: number, rng: Rng): Generator<Candidate> {
    const scores = this.#prepared.scores();
    const order = orderOf(scores);
    const improved = this.#complete ? [] : this.#improve({ scores, order, searches, rng });
    let place = 0;
    for (const index of order) {
      while (place < improved.length && improved[place].value >= scores.value[index]) {
        yield improved[place];
        place += 1;
      }
      yield candidateAt(this.#pool, scores, index);
    }
    yield* improved.slice(place);
  }

  /** Local searches from the best draws and from the observations the model thinks best of, in turns. */
  #improve({ scores, order, searches, rng }: { scores: Scores; order: Int32Array; searches: number; rng: Rng }) {
    const { surface, compiled, observations, known } = this.asked;
    const drawn = [...order.subarray(0, Math.ceil(searches / 2))].map((index) =>
      candidateAt(this.#pool, scores, index),
    );
    const starts = [...drawn, ...this.#bestObserved(searches - drawn.length, rng)];
    const search = { compiled, levels: observations.data.levels, surface, known, rng };
    // From a crowded start any way out is a gain.
    const free = starts.map((start) => (known.isCrowded(start.unit) ? { ...start, value: -Infinity } : start));
    return searchLocally(search, free).sort((one, other) => other.value - one.value);
  }

  #bestObserved(wanted: number, rng: Rng): Candidate[] {
    const { compiled, surface, observations } = this.asked;
    const { count, values, levels } = observations.data;
    const rows = [...observations.measured.keys()].filter((row) => observations.measured[row] === 1);
    rows.sort((one, other) => surface.fitted[one] - surface.fitted[other]);
    const pool = new CandidatePool(compiled, Math.max(1, wanted));
    for (const row of rows.slice(0, wanted)) {
      const unit = Float64Array.from(levels, (_, column) => values[column * count + row]);
      // Points of an earlier space may lie outside this one.
      for (let c = 0; c < unit.length; c += 1) unit[c] = Math.min(1, Math.max(0, unit[c]));
      pool.add(unit, rng);
    }
    const scores = surface.prepare(pool.units, pool.count).scores();
    return Array.from({ length: pool.count }, (_, index) => candidateAt(pool, scores, index));
  }
}

/** All free points of a space that has no more than the candidates wanted; null for a larger one. */
function listSpace({ compiled, candidates, tried, rng }: Asked): CandidatePool | null {
  let bound = 1;
  for (const index of compiled.free) bound *= compiled.parameters[index].domain.count ?? Number.POSITIVE_INFINITY;
  const cells = bound <= candidates ? cellsOfSpace(compiled) : null;
  if (!cells) return null;
  const taken = new Set(tried.map((unit) => unit.join()));
  const pool = new CandidatePool(compiled, Number(cells.count));
  for (let cell = 0n; cell < cells.count; cell += 1n) {
    const row = cells.rowAt(cell);
    const unit = Float64Array.from(compiled.free, (index) => {
      const value = row[index];
      return value === undefined ? Number.NaN : compiled.parameters[index].domain.encode(value);
    });
    if (!taken.has(unit.join())) pool.add(unit, rng);
  }
  return pool;
}

function drawPool({ compiled, candidates, rng }: Asked): CandidatePool {
  const pool = new CandidatePool(compiled, candidates);
  const unit = new Float64Array(compiled.free.length);
  const draws = compiled.constraints.length > 0 ? DRAWS_EACH * candidates : candidates;
  for (let draw = 0; draw < draws && pool.count < candidates; draw += 1) {
    drawUnits(compiled, rng, unit);
    pool.add(unit, rng);
  }
  return pool;
}

function orderOf({ value }: Scores): Int32Array {
  const order = Int32Array.from(value, (_, index) => index);
  return order.sort((one, other) => value[other] - value[one] || one - other);
}
