/**
 * Where a model looks for the next point: all over the space by a scrambled Sobol sequence, around the best points known,
 * and one change away from the incumbent. Unit vectors without gaps: a coordinate that is inactive here keeps a value, for
 * when another change switches it on.
 */
import { standardNormal, uniformIndex } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { sobolSequence } from "../../rng/sobol";
import type { CompiledSpace, Row } from "../../space/compiled-space";
import { rowAtUnit, unitsOfRow, warpUniform } from "../../space/encode";

/** A point to judge: what it was made from, what it is, and where the model sees it. */
export interface Candidate {
  readonly base: Float64Array;
  readonly row: Row;
  /** NaN where inactive; levels at the middle of their cells. */
  readonly units: Float64Array;
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
const NUDGE = 2 ** -33;

/** Candidates that obey the constraints: fewer than asked for when most of the space does not. */
export function drawCandidates({ compiled, best, count, rng }: CandidateRequest): readonly Candidate[] {
  const { pointAt } = sobolSequence(compiled.free.length, rng);
  const bases: Float64Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const uniform = pointAt(index);
    for (let coordinate = 0; coordinate < uniform.length; coordinate += 1) uniform[coordinate] += NUDGE;
    bases.push(warpUniform(compiled, uniform));
  }
  for (let index = 0; index < count * NEARBY_SHARE && best.length > 0; index += 1) {
    const filler = bases[uniformIndex(rng, count)];
    bases.push(perturb({ compiled, base: filled(best[index % best.length], filler), filler, rng }));
  }
  if (best.length > 0) bases.push(...neighbours(compiled, filled(best[0], bases[0])));
  return bases.flatMap((base) => toCandidate(compiled, base) ?? []);
}

/** Null when a constraint is broken. */
export function toCandidate(compiled: CompiledSpace, base: Float64Array): Candidate | null {
  const row = rowAtUnit(compiled, base);
  return compiled.violation(row) > 0 ? null : { base, row, units: unitsOfRow(compiled, row) };
}

/** A known point as a unit vector without gaps, within the cube. */
function filled(units: Float64Array, filler: Float64Array): Float64Array {
  return units.map((unit, index) => (Number.isNaN(unit) ? filler[index] : Math.min(1, Math.max(0, unit))));
}

interface Perturbation {
  readonly compiled: CompiledSpace;
  readonly base: Float64Array;
  /** Where a coordinate that starts afresh goes. */
  readonly filler: Float64Array;
  readonly rng: Rng;
}

/** Moves a few coordinates: numbers by a step of random size, choices to where the filler is. */
function perturb({ compiled, base, filler, rng }: Perturbation): Float64Array {
  const deviation = 0.2 * 4 ** -(3 * rng.uniform());
  const share = Math.min(1, Math.max(0.2, 4 / base.length));
  const sure = uniformIndex(rng, base.length);
  return base.map((coordinate, index) => {
    const chosen = rng.uniform() < share || index === sure;
    const step = standardNormal(rng);
    if (!chosen) return coordinate;
    if (isChoice(compiled, index)) return filler[index];
    return Math.min(1, Math.max(0, coordinate + deviation * step));
  });
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
