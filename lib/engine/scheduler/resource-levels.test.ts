import { describe, expect, test } from "vitest";
import { halvings, resourceLevels } from "./resource-levels";

describe("resource levels", () => {
  test.each([
    { max: 243, eta: 3, brackets: 6 },
    { max: 1000, eta: 10, brackets: 4 },
    { max: 125, eta: 5, brackets: 4 },
    { max: 81, eta: 3, brackets: 5 },
  ])(
    "pitfall 1: a resource of $max with eta $eta has $brackets brackets, counted without logarithms",
    ({ max, eta, brackets }) => {
      expect(halvings(1, max, eta) + 1).toBe(brackets);
    },
  );

  test("levels of a power of eta are its powers; of any other maximum they end exactly there and begin at least at the minimum", () => {
    expect(resourceLevels(1, 81, 3)).toEqual([1, 3, 9, 27, 81]);
    expect(resourceLevels(2, 100, 3)).toEqual([3, 11, 33, 100]);
    expect(resourceLevels(5, 7, 3)).toEqual([7]);
  });
});
