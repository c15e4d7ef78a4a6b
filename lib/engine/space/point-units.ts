/**
 * Unit coordinates of any point that history may hold: of an earlier space, or enqueued by somebody. Where `encode.ts`
 * may rely on valid assignments, this may not.
 */
import { type CompiledParameter, type CompiledSpace, toRow } from "./compiled-space";
import { placeOnAxis } from "./numeric-domain";
import type { Assignments, Scalar } from "./space";

/**
 * One coordinate per free parameter of the space, in its order. NaN where the parameter is inactive, has no value, or has
 * one that says nothing about this space (an unknown choice, a text for a number). Numbers off the levels or outside the
 * range keep their place on the scale, where the scale has one.
 */
export function pointUnits(compiled: CompiledSpace, assignments: Assignments): Float64Array {
  const row = toRow(compiled, assignments);
  return Float64Array.from(compiled.free, (index) => {
    const value = row[index];
    return value === undefined ? Number.NaN : unitOf(compiled.parameters[index], value);
  });
}

function unitOf({ domain, parameter }: CompiledParameter, value: Scalar): number {
  if (domain.contains(value)) return domain.encode(value);
  if ((parameter.type !== "float" && parameter.type !== "int") || typeof value !== "number") return Number.NaN;
  const place = placeOnAxis(parameter, value);
  return Number.isFinite(place) ? place : Number.NaN;
}
