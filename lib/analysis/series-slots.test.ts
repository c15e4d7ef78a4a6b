import fc from "fast-check";
import { expect, it } from "vitest";
import { SERIES_SLOTS, seriesSlots } from "./series-slots";

const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: SERIES_SLOTS });

it("gives each study a color of its own, whatever the order of the address", () => {
  fc.assert(
    fc.property(ids, fc.integer(), (given, seed) => {
      const slots = seriesSlots(given);
      expect(new Set(slots.values()).size).toBe(given.length);
      const shuffled = given.toSorted((a, b) => (a + seed < b + seed ? 1 : -1));
      expect(seriesSlots(shuffled)).toEqual(slots);
    }),
    { seed: 26 },
  );
});
