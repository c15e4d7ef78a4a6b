/** Unit coordinates of a trial that has ended, remembered by identity: entries never change. */
import type { LossEntry } from "../history";
import type { CompiledSpace } from "../space/compiled-space";
import { pointUnits } from "../space/point-units";

const known = new WeakMap<CompiledSpace, WeakMap<LossEntry, Float64Array>>();

/** One coordinate per free parameter, NaN where inactive (`pointUnits`). */
export function entryUnits(compiled: CompiledSpace, entry: LossEntry): Float64Array {
  const ofSpace = known.get(compiled) ?? new WeakMap<LossEntry, Float64Array>();
  known.set(compiled, ofSpace);
  const units = ofSpace.get(entry) ?? pointUnits(compiled, entry.assignments);
  ofSpace.set(entry, units);
  return units;
}
