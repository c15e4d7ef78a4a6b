import { expect } from "vitest";

/** That two answers hold the same numbers to the last bit, signs of zeros included; quicker than `toEqual` on long arrays. */
export function expectSameBits(one: unknown, other: unknown): void {
  const [left, right] = [numbersIn(one), numbersIn(other)];
  expect(left.length).toBe(right.length);
  const different = left.findIndex((value, index) => !Object.is(value, right[index]));
  expect([different, left[different], right[different]]).toEqual([-1, undefined, undefined]);
}

/** All numbers of nested objects and arrays in order; what is null or absent counts as one of its own. */
function numbersIn(value: unknown): readonly (number | null)[] {
  if (typeof value === "number") return [value];
  if (value instanceof Float64Array) return Array.from(value);
  if (typeof value !== "object" || value === null) return [null];
  return Object.values(value).flatMap(numbersIn);
}
