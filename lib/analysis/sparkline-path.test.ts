import fc from "fast-check";
import { expect, it } from "vitest";
import { sparklinePath } from "./sparkline-path";

const box = { width: 96, height: 24 };
const points = (values: readonly number[]) => values.map((value, trial_number) => ({ trial_number, value }));

it("steps from the first trial to the last, high values on top", () => {
  expect(sparklinePath(points([4, 2, 2, 0]), box)).toBe("M0 0H32V12H64V12H96V24");
});

it("draws a course without improvement through the middle, and none of a single point", () => {
  expect(sparklinePath(points([1, 1]), box)).toBe("M0 12H96V12");
  expect(sparklinePath(points([1]), box)).toBeNull();
  expect(sparklinePath([], box)).toBeNull();
});

it("stays inside its box, whatever the values", () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 40 }), (values) => {
      const numbers = (sparklinePath(points(values), box) ?? "").match(/-?[\d.]+|NaN/g) ?? [];
      for (const number of numbers.map(Number)) expect(number >= 0 && number <= box.width).toBe(true);
    }),
    { seed: 3 },
  );
});
