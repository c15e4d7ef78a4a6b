import { type Axis, type Cells, numberCells } from "./cells";
import { type CompiledSpace, compileSpace } from "./compiled-space";
import type { Space } from "./space";

/**
 * How many distinct assignments a space holds before constraints, exactly; null when a continuous parameter can be active or the
 * conditions too intertwined to count.
 */
export function cardinality(space: Space): bigint | null {
  return cellsOfSpace(compileSpace(space))?.count ?? null;
}

const numbered = new WeakMap<CompiledSpace, Cells | { readonly none: true }>();

/** The numbered cells of a finite space; null as above. */
export function cellsOfSpace(compiled: CompiledSpace): Cells | null {
  const known = numbered.get(compiled);
  if (known) return "none" in known ? null : known;
  const axes = compiled.parameters.map(({ domain }): Axis | null =>
    domain.count === null ? null : { ...domain, count: domain.count },
  );
  const cells = numberCells(compiled, axes);
  numbered.set(compiled, cells ?? { none: true });
  return cells;
}
