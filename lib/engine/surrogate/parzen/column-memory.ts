/**
 * What a coordinate's kernels were made from the last time, so that those of a column that has hardly changed cost little:
 * from one suggestion to the next the observations are the same but for a few. It never changes what comes out, because
 * only what was computed from equal numbers is taken over.
 */
import { ascendingOrder } from "./ascending-order";

/** Edits beyond these are no small change: the column is read anew. */
const EDITS_MAX = 64;
/** Longer columns are not kept, so that memory stays bounded. */
const KEPT_MAX = 10_000;

/** A column of observations, NaN where one says nothing, and what belongs to each. */
export interface Column {
  readonly units: Float64Array;
  readonly order: Uint32Array;
}

/** The column given before, and where in it each observation of the present one was: -1 for those that are new. */
export type Before<Kept extends Column> = { readonly column: Kept; readonly origins: Int32Array } | null;

export class ColumnMemory<Kept extends Column> {
  #kept: Kept | null = null;

  /** Null when the columns have little in common. */
  before(units: Float64Array): Before<Kept> {
    const origins = this.#kept && originsIn(this.#kept.units, units);
    return this.#kept && origins ? { column: this.#kept, origins } : null;
  }

  keep(column: Kept): void {
    this.#kept = column.units.length > KEPT_MAX ? null : column;
  }
}

/** Both columns walked side by side: where they differ, an observation has gone, has come, or was replaced by another. */
function originsIn(before: Float64Array, units: Float64Array): Int32Array | null {
  const origins = new Int32Array(units.length).fill(-1);
  let at = 0;
  let edits = 0;
  for (let index = 0; index < units.length; index += 1) {
    if (!Object.is(before[at], units[index])) {
      edits += 1;
      if (edits > EDITS_MAX) return null;
      if (!Object.is(before[at + 1], units[index])) {
        if (!Object.is(before[at], units[index + 1])) at += 1;
        continue;
      }
      at += 1;
    }
    origins[index] = at;
    at += 1;
  }
  return origins;
}

/** The same as `ascendingOrder(units)`, by that of the column before. */
export function orderAfter({ column, origins }: NonNullable<Before<Column>>, units: Float64Array): Uint32Array {
  const nowAt = new Int32Array(column.units.length).fill(-1);
  const fresh: number[] = [];
  for (let index = 0; index < origins.length; index += 1) {
    if (origins[index] >= 0) nowAt[origins[index]] = index;
    else if (!Number.isNaN(units[index])) fresh.push(index);
  }
  const come = [...ascendingOrder(Float64Array.from(fresh, (index) => units[index]))].map((place) => fresh[place]);
  const order = new Uint32Array(column.order.length + come.length);
  let count = 0;
  let next = 0;
  for (let place = 0; place < column.order.length; place += 1) {
    const index = nowAt[column.order[place]];
    if (index < 0) continue;
    for (; next < come.length && isBefore(units, come[next], index); next += 1) {
      order[count] = come[next];
      count += 1;
    }
    order[count] = index;
    count += 1;
  }
  order.set(come.slice(next), count);
  return order.subarray(0, count + come.length - next);
}

const isBefore = (units: Float64Array, one: number, other: number): boolean =>
  units[one] < units[other] || (units[one] === units[other] && one < other);
