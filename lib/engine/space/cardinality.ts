import { type Axis, type Cells, numberCells } from "./cells";
import { type CompiledSpace, compileSpace } from "./compiled-space";
import type { Space } from "./space";

/**
 * How many distinct assignments a space holds before constraints, exactly; null when it has a continuous parameter or
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
  const axes = compiled.parameters.flatMap(({ domain }): Axis[] =>
    domain.count === null ? [] : [{ ...domain, count: domain.count }],
  );
  const cells = axes.length === compiled.parameters.length ? numberCells(compiled, axes) : null;
  numbered.set(compiled, cells ?? { none: true });
  return cells;
}
