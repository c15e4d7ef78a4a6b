import fc from "fast-check";
import { expect, test } from "vitest";
import { representativePoints } from "./representative-points";

test("points that stand for all are at most 200, each once, in order, with the lowest keys among them", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 600 }), (keys) => {
      const chosen = representativePoints(keys);
      expect(chosen).toHaveLength(Math.min(200, keys.length));
      expect(chosen).toEqual([...new Set(chosen)].toSorted((one, other) => one - other));
      const lowest = keys
        .map((_, index) => index)
        .toSorted((one, other) => (keys[one] < keys[other] ? -1 : keys[one] > keys[other] ? 1 : one - other));
      expect(chosen).toEqual(expect.arrayContaining(lowest.slice(0, Math.min(100, keys.length))));
    }),
  );
});
