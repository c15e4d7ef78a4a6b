/** As many entities as the palette of series has colors. */
export const SERIES_SLOTS = 8;

/**
 * A place in the palette for each id. It hangs on the ids alone, not on their order, so that a study keeps its color when
 * the address lists it elsewhere; where two would share one, the later id by name takes the next that is free.
 */
export function seriesSlots(ids: readonly string[]): ReadonlyMap<string, number> {
  const taken = new Set<number>();
  const slots = new Map<string, number>();
  for (const id of [...new Set(ids)].toSorted()) {
    let slot = hash(id) % SERIES_SLOTS;
    while (taken.has(slot) && taken.size < SERIES_SLOTS) slot = (slot + 1) % SERIES_SLOTS;
    taken.add(slot);
    slots.set(id, slot);
  }
  return slots;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
