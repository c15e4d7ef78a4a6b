/** Points in unit coordinates, row after row in one array: thousands of small arrays cost more than what is done with them. */
export interface UnitPoints {
  readonly dimensions: number;
  readonly count: number;
  readonly units: Float64Array;
}

export function toUnitPoints(rows: readonly Float64Array[], dimensions: number): UnitPoints {
  const units = new Float64Array(rows.length * dimensions);
  for (let row = 0; row < rows.length; row += 1) units.set(rows[row], row * dimensions);
  return { dimensions, count: rows.length, units };
}

/** A copy of one point. */
export function unitsAt({ dimensions, units }: UnitPoints, index: number): Float64Array {
  return units.slice(index * dimensions, (index + 1) * dimensions);
}
