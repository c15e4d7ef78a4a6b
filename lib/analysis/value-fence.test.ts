import { expect, it } from "vitest";
import { valueFence } from "./value-fence";

const usual = Array.from({ length: 40 }, (_, index) => index % 10);

it("leaves usual values alone", () => {
  expect(valueFence(usual)).toEqual({ low: null, high: null });
});

it("fences off a value far from all others, on its side only", () => {
  const { low, high } = valueFence([...usual, 1e6]);
  expect(low).toBeNull();
  expect(high).toBeGreaterThan(9);
  expect(high).toBeLessThan(100);
});

it("does not judge from a handful of values, or from values that are nearly all the same", () => {
  expect(valueFence([1, 2, 3, 1e9])).toEqual({ low: null, high: null });
  expect(valueFence([...Array(40).fill(1), 1e9])).toEqual({ low: null, high: null });
});
