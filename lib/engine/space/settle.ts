/**
 * Unit vectors as the points they stand for: where the values at them lie, levels at the middle of their cells, NaN where
 * inactive.
 */
import type { CompiledSpace } from "./compiled-space";
import { rowAtUnit, unitsOfRow } from "./encode";
import type { UnitPoints } from "./unit-points";

/** Null when a constraint is broken. */
export function settleUnit(compiled: CompiledSpace, unit: Float64Array): Float64Array | null {
  const row = rowAtUnit(compiled, unit);
  return compiled.violation(row) > 0 ? null : unitsOfRow(compiled, row);
}

/** Those of many that obey the constraints, and what they were made from. */
export function settleAll(
  compiled: CompiledSpace,
  bases: UnitPoints,
): { readonly bases: UnitPoints; readonly units: UnitPoints } {
  if (compiled.unrestricted) return { bases, units: settleEach(compiled, bases) };
  const { dimensions } = bases;
  const kept = new Float64Array(bases.units.length);
  const settled = new Float64Array(bases.units.length);
  let count = 0;
  for (let at = 0; at < bases.units.length; at += dimensions) {
    const base = bases.units.subarray(at, at + dimensions);
    const units = settleUnit(compiled, base);
    if (!units) continue;
    kept.set(base, count * dimensions);
    settled.set(units, count * dimensions);
    count += 1;
  }
  const whole = (units: Float64Array): UnitPoints => ({ dimensions, count, units: units.slice(0, count * dimensions) });
  return { bases: whole(kept), units: whole(settled) };
}

/** Where no value asks for another, coordinates are settled one after the other. */
function settleEach({ free, parameters }: CompiledSpace, { dimensions, count, units }: UnitPoints): UnitPoints {
  const settled = new Float64Array(units.length);
  for (let coordinate = 0; coordinate < dimensions; coordinate += 1) {
    const { domain } = parameters[free[coordinate]];
    for (let at = coordinate; at < units.length; at += dimensions)
      settled[at] = domain.encode(domain.decode(units[at]));
  }
  return { dimensions, count, units: settled };
}
