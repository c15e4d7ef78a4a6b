import { uniformOpen } from "../rng/distributions";
import type { Rng } from "../rng/rng";
import { type CompiledSpace, compileSpace, type Row, rowToAssignments } from "./compiled-space";
import { rowAtUnit, warpUniform } from "./encode";
import type { Assignments, Space } from "./space";

/** Draws from the prior, ignoring constraints. Every free parameter takes one number of the stream, active or not. */
export function sampleAssignments(space: Space, rng: Rng): Assignments {
  const compiled = compileSpace(space);
  return rowToAssignments(compiled, sampleRow(compiled, rng));
}

export function sampleRow(compiled: CompiledSpace, rng: Rng): Row {
  return rowAtUnit(compiled, sampleUnit(compiled, rng));
}

/** A draw from the prior in unit coordinates. */
export function sampleUnit(compiled: CompiledSpace, rng: Rng): Float64Array {
  const uniform = Float64Array.from(compiled.free, () => uniformOpen(rng));
  return warpUniform(compiled, uniform);
}
