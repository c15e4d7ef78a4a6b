/**
 * Between assignments and the unit cube [0, 1]^d: one coordinate per parameter that has more than one value, in the
 * space's order. Inactive parameters are NaN going in and ignored coming out.
 */
import { buildRow, type CompiledSpace, compileSpace, type Row, rowToAssignments, toRow } from "./compiled-space";
import type { Assignments, Space } from "./space";

export function encodeAssignments(space: Space, assignments: Assignments): Float64Array {
  const compiled = compileSpace(space);
  return unitsOfRow(compiled, toRow(compiled, assignments));
}

/** The unit coordinates of a valid row; NaN where inactive. */
export function unitsOfRow({ free, parameters }: CompiledSpace, row: Row): Float64Array {
  const units = new Float64Array(free.length);
  for (let coordinate = 0; coordinate < free.length; coordinate += 1) {
    const value = row[free[coordinate]];
    units[coordinate] = value === undefined ? Number.NaN : parameters[free[coordinate]].domain.encode(value);
  }
  return units;
}

export function decodeUnit(space: Space, unit: ArrayLike<number>): Assignments {
  const compiled = compileSpace(space);
  return rowToAssignments(compiled, rowAtUnit(compiled, unit));
}

export function rowAtUnit(compiled: CompiledSpace, unit: ArrayLike<number>): Row {
  return buildRow(compiled, ({ domain }, index) => {
    const coordinate = compiled.coordinates[index];
    return domain.decode(coordinate < 0 ? 0.5 : unit[coordinate]);
  });
}

/** Reads uniform probabilities as unit coordinates that follow the parameters' priors and weights. */
export function warpUniform({ free, parameters }: CompiledSpace, uniform: ArrayLike<number>): Float64Array {
  const units = new Float64Array(free.length);
  for (let coordinate = 0; coordinate < free.length; coordinate += 1) {
    units[coordinate] = parameters[free[coordinate]].domain.warp(uniform[coordinate]);
  }
  return units;
}
