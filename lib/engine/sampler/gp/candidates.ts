/**
 * Where a model looks for the next point: all over the space by a scrambled Sobol sequence, around the best points known,
 * and one change away from the incumbent. Unit vectors without gaps: a coordinate that is inactive here keeps a value, for
 * when another change switches it on.
 */
import { uniformIndex, uniformOpen } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { sobolSequence } from "../../rng/sobol";
import type { CompiledSpace } from "../../space/compiled-space";
import { settleAll, settleUnit } from "../../space/settle";
import { type UnitPoints, unitsAt } from "../../space/unit-points";
import { normalQuantile } from "../../stats/normal";

/** A point to judge: what it was made from, and where the model sees it. */
export interface Candidate {
  readonly base: Float64Array;
  /** NaN where inactive; levels at the middle of their cells. */
  readonly units: Float64Array;
}

/** Many candidates. */
export interface CandidatePool {
  readonly bases: UnitPoints;
  readonly units: UnitPoints;
}

export function candidateAt({ bases, units }: CandidatePool, index: number): Candidate {
  return { base: unitsAt(bases, index), units: unitsAt(units, index) };
}

interface CandidateRequest {
  readonly compiled: CompiledSpace;
  /** Unit vectors of the best observed points, best first; NaN where inactive. */
  readonly best: readonly Float64Array[];
  readonly count: number;
  readonly rng: Rng;
}

/** Perturbations are an eighth of the candidates. */
const NEARBY_SHARE = 1 / 8;
/** Levels of one coordinate that are tried as neighbours of the incumbent. */
const NEIGHBOURS_MAX = 32;
export const NUDGE = 2 ** -33;

/** Candidates that obey the constraints: fewer than asked for when most of the space does not. */
export function drawCandidates({ compiled, best, count, rng }: CandidateRequest): CandidatePool {
  const dimensions = compiled.free.length;
  const near = best.length > 0 ? Math.ceil(count * NEARBY_SHARE) : 0;
  const drawn = new Float64Array((count + near) * dimensions);
  const at = (index: number): Float64Array => drawn.subarray(index * dimensions, (index + 1) * dimensions);
  spread(compiled, drawn, { count, rng });
  for (let index = 0; index < near; index += 1) {
    const filler = at(uniformIndex(rng, count));
    const base = at(count + index);
    base.set(filled(best[index % best.length], filler));
    perturb({ compiled, base, filler, rng });
  }
  const beside = best.length > 0 ? neighbours(compiled, filled(best[0], at(0))) : [];
  const units = new Float64Array(drawn.length + beside.length * dimensions);
  units.set(drawn);
  for (const [index, base] of beside.entries()) units.set(base, drawn.length + index * dimensions);
  return settleAll(compiled, { dimensions, count: count + near + beside.length, units });
}

/** Null when a constraint is broken. */
export function toCandidate(compiled: CompiledSpace, base: Float64Array): Candidate | null {
  const units = settleUnit(compiled, base);
  return units && { base, units };
}

/** Points all over the space, distributed as its priors. */
function spread(
  { free, parameters }: CompiledSpace,
  into: Float64Array,
  { count, rng }: { readonly count: number; readonly rng: Rng },
): void {
  const dimensions = free.length;
  const { writePoint } = sobolSequence(dimensions, rng);
  for (let index = 0; index < count; index += 1) writePoint(index, into, index * dimensions);
  for (let coordinate = 0; coordinate < dimensions; coordinate += 1) {
    const { warp } = parameters[free[coordinate]].domain;
    for (let at = coordinate; at < count * dimensions; at += dimensions) into[at] = warp(into[at] + NUDGE);
  }
}

/** A known point as a unit vector without gaps, within the cube. */
export function filled(units: Float64Array, filler: Float64Array): Float64Array {
  return units.map((unit, index) => (Number.isNaN(unit) ? filler[index] : Math.min(1, Math.max(0, unit))));
}

interface Perturbation {
  readonly compiled: CompiledSpace;
  /** Changed. */
  readonly base: Float64Array;
  /** Where a coordinate that starts afresh goes. */
  readonly filler: Float64Array;
  readonly rng: Rng;
}

/** Moves a few coordinates: numbers by a step of random size, choices to where the filler is. */
function perturb({ compiled, base, filler, rng }: Perturbation): void {
  const deviation = 0.2 * 4 ** -(3 * rng.uniform());
  const share = Math.min(1, Math.max(0.2, 4 / base.length));
  const sure = uniformIndex(rng, base.length);
  for (let index = 0; index < base.length; index += 1) {
    const chosen = rng.uniform() < share || index === sure;
    const probability = uniformOpen(rng);
    if (!chosen) continue;
    if (isChoice(compiled, index)) base[index] = filler[index];
    else base[index] = Math.min(1, Math.max(0, base[index] + deviation * normalQuantile(probability)));
  }
}

/** Every point that differs from this one in one listed or stepped parameter, as far as those are few. */
function neighbours(compiled: CompiledSpace, base: Float64Array): readonly Float64Array[] {
  return compiled.free.flatMap((_, coordinate) => levelsNear(compiled, base, coordinate));
}

/**
 * The unit vector with one coordinate at other levels of its parameter: all when they are few, else those at distances
 * 1, 2, 4, … on both sides. None for a continuum.
 */
export function levelsNear(compiled: CompiledSpace, base: Float64Array, coordinate: number): readonly Float64Array[] {
  const { domain } = compiled.parameters[compiled.free[coordinate]];
  if (domain.count === null) return [];
  const here = domain.indexOf(domain.decode(base[coordinate]));
  return otherLevels(domain.count, here).map((level) => {
    const moved = base.slice();
    moved[coordinate] = domain.encode(domain.valueAt(level));
    return moved;
  });
}

function otherLevels(count: number, here: number): readonly number[] {
  if (count <= NEIGHBOURS_MAX)
    return Array.from({ length: count }, (_, level) => level).filter((level) => level !== here);
  const levels: number[] = [];
  for (let distance = 1; distance < count; distance *= 2) levels.push(here - distance, here + distance);
  return levels.filter((level) => level >= 0 && level < count);
}

export function isChoice(compiled: CompiledSpace, coordinate: number): boolean {
  const { type } = compiled.parameters[compiled.free[coordinate]].parameter;
  return type === "categorical" || type === "bool";
}
