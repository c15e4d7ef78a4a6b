/**
 * Between assignments and the unit cube [0, 1]^d: one coordinate per parameter that has more than one value, in the
 * space's order. Inactive parameters are NaN going in and ignored coming out.
 */
import { buildRow, compileSpace, rowToAssignments, toRow } from "./compiled-space";
import type { Assignments, Space } from "./space";

export function unitDimensions(space: Space): number {
  return compileSpace(space).free.length;
}

export function encodeAssignments(space: Space, assignments: Assignments): Float64Array {
  const compiled = compileSpace(space);
  const row = toRow(compiled, assignments);
  return Float64Array.from(compiled.free, (index) => {
    const value = row[index];
    return value === undefined ? Number.NaN : compiled.parameters[index].domain.encode(value);
  });
}

export function decodeUnit(space: Space, unit: ArrayLike<number>): Assignments {
  return decode(space, unit, false);
}

/** Reads the coordinates as uniform probabilities: the result follows the parameters' priors and weights. */
export function decodeUniform(space: Space, uniform: ArrayLike<number>): Assignments {
  return decode(space, uniform, true);
}

function decode(space: Space, coordinates: ArrayLike<number>, warped: boolean): Assignments {
  const compiled = compileSpace(space);
  const coordinateOf = new Map(compiled.free.map((index, coordinate) => [index, coordinate]));
  const row = buildRow(compiled, ({ domain }, index) => {
    const coordinate = coordinateOf.get(index);
    if (coordinate === undefined) return domain.decode(0.5);
    const position = coordinates[coordinate];
    return domain.decode(warped ? domain.warp(position) : position);
  });
  return rowToAssignments(compiled, row);
}
